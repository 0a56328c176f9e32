// A press of a form that finds no network leaves the page as it is: 204 tells the browser to stay where it stands, where
// its own page would take the place of all that was typed. The page announces its press, and is told when it got nowhere
// (js/form/sending.js); nothing else is touched.
const pages = new BroadcastChannel("filing");
let announced = "";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", ({ data }) => { announced = data.press; });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" || request.method !== "POST" || request.url !== announced) return;
  announced = "";
  event.respondWith(fetch(request).catch(() => {
    pages.postMessage({ lost: request.url });
    return new Response(null, { status: 204 });
  }));
});
