// The limit: the file's bytes into one reused buffer, and nothing done with them.
onmessage = async ({ data: { file } }) => {
  const reader = file.stream().getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(4 << 20);
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (done) break;
    bytes += value.byteLength;
    buffer = value.buffer;
  }
  postMessage({ bytes });
};
postMessage('ready');
