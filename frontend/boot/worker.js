// The worker's entry: a module worker starts here. `cargo xtask bundle` fills in the hashed names.
import init from "./{{glue}}";

// Awaited at the top level, so that a failure reaches the page as the worker's `error` event.
await init({ module_or_path: new URL("./{{wasm}}", import.meta.url) });
