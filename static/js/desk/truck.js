// A truck on the way through a queue: the part that decides asks by itself whether anything changed, which also tells
// the colleagues that somebody is here still. A key or a button that was pressed is not pressed twice.
(() => {
  "use strict";
  let busy = false;
  document.addEventListener("submit", (event) => {
    if (busy) event.preventDefault();
    busy = true;
  });
  window.addEventListener("pageshow", () => (busy = false));
})();
