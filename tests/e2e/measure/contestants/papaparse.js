// The usual importer: PapaParse over the file in chunks, in a worker of ours. Rows as arrays: objects would be slower.
importScripts('papaparse.min.js', 'rules.js');

onmessage = ({ data: { file, columns } }) => {
  const check = new Check(columns);
  let header = true;
  Papa.parse(file, {
    skipEmptyLines: true,
    chunk: ({ data }) => {
      for (let i = header ? 1 : 0; i < data.length; i += 1) check.row(data[i]);
      header = false;
    },
    complete: () => postMessage(check.found()),
    error: (error) => setTimeout(() => { throw error; }),
  });
};
postMessage('ready');
