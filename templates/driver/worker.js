{% load static %}// Keeps a driver's page readable when there is no signal: the network first, the last good answer after it.
const STORE = "driver-1";
const FILES = ["{% static 'css/tokens.css' %}", "{% static 'css/site.css' %}", "{% static 'css/driver.css' %}",
  "{% static 'js/driver.js' %}", "{% static 'img/icons.svg' %}", "{% static 'img/favicon.svg' %}"];
const PATIENCE = 6000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

const plain = (request) => new URL(request.url).origin + new URL(request.url).pathname;

async function page(request) {
  const store = await caches.open(STORE);
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(request.mode === "navigate" ? request.url : request, { signal, credentials: "same-origin", cache: "no-store" });
    if (answer.ok && !answer.redirected) await store.put(plain(request), answer.clone());
    else if (answer.status === 404 || answer.status === 410) await store.delete(plain(request)); // taken back: forget it here too
    return answer.redirected ? Response.redirect(answer.url) : answer;
  } catch (lost) {
    const kept = await store.match(plain(request));
    if (!kept) throw lost;
    const headers = new Headers(kept.headers);
    headers.set("X-Kept", "1"); // the page says so: it must never pass for news
    return new Response(await kept.blob(), { status: kept.status, headers });
  }
}

async function file(request) {
  const kept = await caches.match(request);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await (await caches.open(STORE)).put(request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  fresh.catch(() => {});
  return kept;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { pathname } = new URL(request.url);
  if (/^\/d\/[^/]+\/$/.test(pathname)) event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(file(request));
});
