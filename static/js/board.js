// Keeps the public board fresh. When it cannot be reached, what was shown stays and says that it is not renewed.
(() => {
  "use strict";
  const EVERY = 5000;
  let asking = false;
  const fault = (shown) => { for (const line of document.querySelectorAll("[data-board-fault]")) line.hidden = !shown; };
  const renew = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(window.location.href, { signal: AbortSignal.timeout(EVERY * 2) });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main.board");
      if (!fresh) throw new Error("no board");
      const top = window.scrollY;
      document.querySelector("main.board").replaceChildren(...fresh.childNodes);
      window.scrollTo(0, top);
    } catch {
      fault(true);
    } finally {
      asking = false;
    }
  };
  window.setInterval(renew, EVERY);
})();
