// Keeps what is typed: on this device at once, on the server as a draft when typing pauses, and says which of both.
// A filed declaration that is being changed is kept on this device alone. docs/adr/0057.
import { forget, keep, slotOf } from "./device.js";
import { isWaiting, lookBack, tryAgain } from "./left.js";
import { countSave, form, isSaid, now, say, snapshot } from "./page.js";
import { later, letGo, save, startAgain, underWay, wait } from "./server.js";

const TWICE = 8000; // ms in which a second press is taken for the first one
const PATIENCE = 5000; // ms for which a press waits for the save that is on its way

const last = () => !form.inert && snapshot() !== now.saved && keep();
function note() {
  if (form.inert) return;
  if (snapshot() === now.saved) {
    if (!underWay()) forget(slotOf());
    return;
  }
  if (now.isOver && !isSaid("stale", "filed", "gone")) say("local");
  keep(); // at once: the next moment the browser may be closed
  if (!now.isOver) later();
}

form.addEventListener("input", note);
form.addEventListener("change", note);
window.addEventListener("pagehide", last);
document.addEventListener("visibilitychange", () => document.hidden && last());
window.addEventListener("online", () => {
  startAgain();
  if (isWaiting()) tryAgain();
  else save();
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  now.isOver = form.inert = true; // it kept what it had when it was left; now that is an older state
  window.location.reload();
});

// Whoever signs out leaves nothing here (forget.js forgets it): not at the last moment either.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  now.isOver = true;
  now.saved = snapshot();
});

// A second press while the first is on its way would do it twice; a press waits for the save that is on its way.
let sent = 0;
let before = null; // as it was before the press, for when the press gets nowhere
form.addEventListener("submit", async (event) => {
  if (Date.now() - sent < TWICE) {
    event.preventDefault();
    return;
  }
  wait();
  if (underWay()) {
    event.preventDefault();
    const { submitter } = event;
    await Promise.race([underWay(), new Promise((done) => { setTimeout(done, PATIENCE); })]);
    letGo();
    form.requestSubmit(submitter);
    return;
  }
  sent = Date.now();
  before = { isOver: now.isOver, saved: now.saved };
  now.isOver = true;
  countSave();
  if (snapshot() !== now.saved) keep({ sent: true });
  now.saved = snapshot();
});

// The press got nowhere (sending.js): the page is what it was, and may be pressed again at once.
form.addEventListener("filing:lost", () => {
  sent = 0;
  if (before) Object.assign(now, before);
});

say(now.isOver ? "local" : "idle");
lookBack();
if (!form.inert) note();
