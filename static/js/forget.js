// What is over leaves nothing on this device: all that was typed when somebody signs out, and of a declaration that was
// filed, changed or thrown away what the form had kept of it (form/saving/).
(() => {
  "use strict";
  const forget = (isOver) => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("filing:") && isOver(key)) localStorage.removeItem(key);
    } catch { /* nothing can be kept here either */ }
  };
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forget(() => true);
  });
  for (const said of document.querySelectorAll("[data-over]")) {
    const over = said.dataset.over.split(" ");
    forget((key) => over.includes(key.split(":").slice(2).join(":")));
  }
})();
