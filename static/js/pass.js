// While the pass is shown the screen stays awake, where the browser can: nobody unlocks a phone under a scanner.
async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // A low battery or the phone's own settings refuse it: the pass is shown all the same.
  }
}

if ("wakeLock" in navigator) {
  document.addEventListener("visibilitychange", stayAwake); // the lock is lost whenever the page is hidden
  stayAwake();
}
