// Reads one workbook, in a worker of its own: its memory goes when it is ended, and a workbook that breaks it breaks nothing else.
// `cargo xtask bundle` fills in the hashed names.
import init, { Book, panicked } from "./{{sheets.glue}}";

const loaded = init({ module_or_path: new URL("./{{sheets.wasm}}", import.meta.url) });
// Handled where it is awaited.
loaded.catch(() => {});

let book;

const answers = {
  // The workbook's sheets.
  async open(blob) {
    await loaded.catch(() => Promise.reject("not_loaded"));
    book = new Book(new Uint8Array(await blob.arrayBuffer()));
    return { sheets: book.sheets() };
  },

  // A sheet as CSV.
  text(sheet) {
    // Each piece becomes a blob at once: those needn't stay in memory.
    const pieces = [];
    book.text(sheet, (piece) => pieces.push(new Blob([piece])));
    return { text: new Blob(pieces) };
  },
};

// One word, and what belongs to it.
function problem(error) {
  if (typeof error === "string") return error;
  if (error instanceof DOMException) return `unreadable ${error.name}`;
  // A trap: memory ran out, unless the reader broke a rule of its own.
  if (error instanceof WebAssembly.RuntimeError && panicked()) return "broken";
  return "too_large";
}

onmessage = async ({ data: { ask, of } }) => {
  try {
    postMessage(await answers[ask](of));
  } catch (error) {
    postMessage({ problem: problem(error) });
  }
};
