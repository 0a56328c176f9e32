// Keeps the scan page for when there is no network: the page from the network first, its files from the store first.
// One store a version: a page and its modules are always of one piece. Version {{ version }}.
const STORE = "scan-{{ version }}";
const PAGE = "{{ page }}";
const KEPT_PAGE = "scan-page"; // apart from the files: it is one officer's, and goes when he signs out
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(fresh)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const former = (name) => name.startsWith("scan-") && ![STORE, KEPT_PAGE].includes(name);
  const sweep = async () => Promise.all((await caches.keys()).filter(former).map((name) => caches.delete(name)));
  // The page that installed this worker was not fetched through it: kept now, so that the first visit already outlives
  // the network, and after an update page and modules are of one piece.
  event.waitUntil(sweep().then(() => self.clients.claim()).then(page).catch(() => {}));
});

async function page() {
  const store = await caches.open(KEPT_PAGE);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(PAGE, { signal, credentials: "same-origin", cache: "no-store" });
    if (answer.status >= 500 && (await store.match(PAGE))) throw new Error("no answer");
    if (answer.ok && !answer.redirected) await store.put(PAGE, answer.clone());
    else if (answer.redirected) await store.delete(PAGE); // signed out: forget it here too
    return answer.redirected ? Response.redirect(answer.url) : answer;
  } catch (lost) {
    const kept = await store.match(PAGE);
    if (!kept) throw lost;
    return kept;
  }
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: STORE, ignoreSearch: true });
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page());
  else if (FILES.includes(pathname)) event.respondWith(file(request));
});
