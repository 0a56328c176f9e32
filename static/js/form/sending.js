// A press that would leave the page goes only where a network is: without one the page stays, says so and offers to try
// again. Asked first, because a browser that finds no network puts its own page in place of the form; and a worker stands
// by for a network that goes in between. docs/adr/0057, docs/adr/0126.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const said = document.getElementById("unfiled");
  if (!form || !said) return;

  const PATIENCE = 8_000; // ms for an answer
  const FRESH = 10_000; // ms for which an answer counts: a press that waited for the saving is the same one
  let reached = 0;
  let asking = false;
  let pressed = null;
  let leaving = false;

  const reaches = async () => {
    if (!navigator.onLine) return false;
    try {
      await fetch(form.dataset.reach, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return true;
    } catch {
      return false;
    }
  };

  const addressOf = (button) => (button?.hasAttribute("formaction") ? button.formAction : form.action).split("#")[0];

  const tell = (isBack) => {
    const isFiling = pressed && pressed.value === "file";
    for (const words of said.querySelectorAll("[data-unfiled]"))
      words.hidden = words.dataset.unfiled !== (isBack ? "back" : isFiling ? "file" : "other");
    said.hidden = false;
    said.scrollIntoView({ block: "center" });
  };

  form.addEventListener("submit", async (event) => {
    if (Date.now() - reached < FRESH) {
      leaving = true;
      navigator.serviceWorker?.controller?.postMessage({ press: addressOf(event.submitter) });
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation(); // nobody else takes it for sent
    if (asking) return;
    asking = true;
    pressed = event.submitter;
    const isThere = await reaches();
    asking = false;
    if (isThere) {
      reached = Date.now();
      said.hidden = true;
      form.requestSubmit(pressed);
    } else tell(false);
  }, { capture: true });

  said.querySelector("button").addEventListener("click", () => form.requestSubmit(pressed));
  window.addEventListener("online", () => !said.hidden && tell(true));

  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.workerScope }).catch(() => {});
  new BroadcastChannel("filing").addEventListener("message", ({ data }) => {
    if (!leaving || data.lost !== addressOf(pressed)) return;
    leaving = false;
    reached = 0;
    form.dispatchEvent(new Event("filing:lost")); // nothing was sent, as far as anybody here knows
    tell(false);
  });
})();
