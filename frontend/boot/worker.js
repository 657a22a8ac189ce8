// The worker's entry: a module worker starts here. `cargo xtask bundle` fills in the hashed names.

// A wasm module of one function: `i32.const 0`, `i8x16.splat`, `i8x16.popcnt`. Valid where wasm has 128-bit SIMD.
const simd = WebAssembly.validate(
  // prettier-ignore
  new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, // magic number, version
    1, 5, 1, 96, 0, 1, 123, // types: () -> v128
    3, 2, 1, 0, // functions: one of type 0
    10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11, // code
  ]),
);

const here = (name) => new URL(name, import.meta.url);

// What the engine loads when a file needs it (`frontend/worker/src/modules.rs`).
globalThis.musterModules = {
  // The script of the worker that reads one workbook.
  workbook: here("./{{workbook}}").href,

  // The label of the encoding that the bytes most likely have.
  async guessEncoding(bytes) {
    const encodings = await import("./{{encodings.glue}}");
    await encodings.default({ module_or_path: here("./{{encodings.wasm}}") });
    return encodings.guess(bytes);
  },
};

// Awaited at the top level, so that a failure reaches the page as the worker's `error` event.
const wasm = fetch(here(simd ? "./{{engine.wasm}}" : "./{{engine-plain.wasm}}"));
const engine = await import(simd ? "./{{engine.glue}}" : "./{{engine-plain.glue}}");
await engine.default({ module_or_path: wasm });
