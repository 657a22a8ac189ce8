// Runs before the first paint, so that a chosen theme never flashes the other one. Without a choice the style
// sheet follows the system.
(() => {
  try {
    const theme = localStorage.getItem("muster.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused (private windows of some browsers): the system's theme stands.
  }
})();
