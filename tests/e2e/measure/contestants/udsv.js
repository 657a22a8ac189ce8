// uDSV, the fastest parser written in JavaScript, over the file's stream; rows go to a handler, none is kept.
importScripts('uDSV.iife.min.js', 'rules.js');

onmessage = async ({ data: { file, columns } }) => {
  const check = new Check(columns);
  const each = (row) => check.row(row);
  const stream = file.stream().pipeThrough(new TextDecoderStream());
  const chunks = stream.getReader();
  let parser = null;
  for (;;) {
    const { done, value } = await chunks.read();
    if (done) break;
    parser ??= uDSV.initParser(uDSV.inferSchema(value));
    parser.chunk(value, parser.stringArrs, each);
  }
  parser.end();
  postMessage(check.found());
};
postMessage('ready');
