// The driver's page by itself: fresh every half minute while it is looked at, and honest when there is no signal.
// Without this file the page is the same and the link "Refresh" does it.
(() => {
  "use strict";
  const EVERY = 30000;
  const AGAIN = 4000; // after a try that got no further than this phone
  const worker = document.currentScript.dataset.worker;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});

  const main = document.getElementById("content");
  const silent = (lost) => { document.getElementById("no-signal").hidden = !lost; };
  let again = 0;
  const lost = () => {
    silent(true);
    clearTimeout(again);
    again = setTimeout(refresh, AGAIN);
  };

  async function refresh() {
    const form = main.querySelector("form");
    if (document.hidden || (form && form.contains(document.activeElement))) return;
    const before = main.querySelector("#refresh").href;
    let answer;
    try {
      answer = await fetch(before, { cache: "no-store", headers: { "X-Refresh": "1" } });
    } catch {
      lost();
      return;
    }
    if (answer.status === 404 || answer.status === 410) { location.reload(); return; }
    if (!answer.ok || answer.headers.has("X-Kept")) { lost(); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content");
    if (fresh) main.replaceChildren(...fresh.childNodes);
    silent(false);
  }

  if (!navigator.onLine) lost();
  else if (navigator.serviceWorker?.controller) refresh(); // what is shown may be what was kept
  setInterval(refresh, EVERY);
  addEventListener("online", refresh);
  addEventListener("offline", () => silent(true));
  document.addEventListener("visibilitychange", refresh);
  main.addEventListener("click", (event) => {
    if (!event.target.closest("#refresh") || !navigator.onLine) return;
    event.preventDefault();
    refresh();
  });
})();
