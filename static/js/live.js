// Keeps the part of a page that is marked data-live fresh. Every few seconds, and only while somebody looks, it asks
// whether anything changed; 304 leaves everything as it is. A change keeps place, focus and what was opened.
// A part that is awaited says data-every, in milliseconds.
(() => {
  "use strict";
  const EVERY = 8000;
  const ANCHORS = 20;
  const part = () => document.querySelector("[data-live]");
  let asking = false;
  let kept = null;

  const ask = () => {
    if (part() && !asking && !document.hidden) window.htmx.trigger(part(), "refresh");
  };
  const say = (fault) => {
    for (const line of document.querySelectorAll("[data-live-fault]")) line.hidden = line.dataset.liveFault !== fault;
  };

  const nameOf = (element) => element.id || element.getAttribute("href") || element.getAttribute("name");
  const opened = (root) => [...root.querySelectorAll("details[open][id]")].map((details) => details.id);
  const remember = (root) => {
    const focused = root.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    // What is read may go while its neighbours stay: the first of them that is still there keeps its place.
    const below = [...root.querySelectorAll("[id]:not(:has([id]))")]
      .filter((element) => element.getBoundingClientRect().bottom > 0);
    const anchors = below.slice(0, ANCHORS).map(({ id }) => [id, document.getElementById(id).getBoundingClientRect().top]);
    return { focused, open: opened(root), anchors };
  };
  const restore = (root, was) => {
    for (const details of root.querySelectorAll("details[id]")) details.open = was.open.includes(details.id);
    const [anchor, top] = was.anchors.find(([id]) => document.getElementById(id)) ?? [];
    if (anchor && window.scrollY > 0) window.scrollBy(0, document.getElementById(anchor).getBoundingClientRect().top - top);
    if (was.focused) {
      [...root.querySelectorAll("a, button, summary")]
        .find((element) => nameOf(element) === was.focused)?.focus({ preventScroll: true });
    }
  };

  const isPoll = (detail) => detail.requestConfig?.triggeringEvent?.type === "refresh";

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.triggeringEvent?.type === "refresh") detail.headers["If-None-Match"] = part().dataset.etag;
    else for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (isPoll(detail)) asking = true;
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.target.matches("[data-live]")) return;
    // Whoever is signed out is led to a page without that mark: better an old list than a form in its place.
    const fresh = detail.xhr.status === 200 && detail.xhr.getResponseHeader("ETag");
    detail.shouldSwap = Boolean(fresh);
    say(fresh || detail.xhr.status === 304 ? "" : "signed-out");
    kept = fresh && isPoll(detail) ? remember(detail.target) : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (kept && part()) restore(part(), kept);
    kept = null;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (isPoll(detail)) asking = false;
    if (detail.failed && detail.xhr.status === 0) say("unreachable");
    else if (detail.xhr.status >= 500) say("unreachable");
  });
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  const again = () => window.setTimeout(() => (ask(), again()), Number(part()?.dataset.every) || EVERY);
  again();
})();
