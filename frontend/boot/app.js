// Starts the web app. `cargo xtask bundle` fills in the hashed names.
import init from "./{{app.glue}}";

init({ module_or_path: new URL("./{{app.wasm}}", import.meta.url) }).catch((error) => {
  console.error(error);
  const notice = document.getElementById("boot-failed");
  if (notice) notice.hidden = false;
});
