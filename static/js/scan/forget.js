// Signing out wipes what the scan page keeps on this device: its registration, its list of trucks, the kept page. Scans
// that wait stay: they are sent when their officer signs in again. The signing out waits for it, but not for long.
(() => {
  "use strict";
  const PATIENCE = 1500;
  const wiped = () => new Promise((resolve) => {
    const asked = indexedDB.open("gate-scanner");
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is nothing
    asked.onerror = resolve;
    asked.onsuccess = () => {
      const all = asked.result.transaction("facts", "readwrite");
      all.objectStore("facts").clear();
      all.oncomplete = all.onabort = () => { asked.result.close(); resolve(); };
    };
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[action$='/accounts/logout/']") || !localStorage.getItem("scanner")) return;
    event.preventDefault();
    localStorage.removeItem("scanner");
    new BroadcastChannel("gate-scanner").postMessage("signed out"); // windows that ask for the list keep nothing more
    const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
    const forgotten = pause(50).then(() => Promise.all([wiped(), caches.delete("scan-page")]));
    Promise.race([forgotten, pause(PATIENCE)]).catch(() => {}).then(() => form.submit());
  });
})();
