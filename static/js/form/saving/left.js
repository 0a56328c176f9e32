// What was left on this device, after the browser was closed or the server was not there: taken up again.
import { clock, dataOf, forget, slotOf, slots } from "./device.js";
import { entries, form, hidden, now, say, snapshot, torn, unsent, way } from "./page.js";
import { RETRIES, answered, later, post, wait } from "./server.js";

const SLOW = 4_000; // ms for which nobody is told why the form is locked

let taking = null; // what is on its way to the server, with the form locked
let waiting = null; // what could not be sent; the form stays locked over it, for typing would replace it

export const tryAgain = () => waiting && takeUp(waiting);
export const isWaiting = () => Boolean(waiting);

// The same address is read anew, where going to it would only move to the step that it names.
function goTo(address) {
  const { pathname, search, hash } = window.location;
  form.reset(); // or the browser puts back what stood here
  if (pathname + search === address) window.location.reload();
  else window.location.replace(address + hash);
}

function tellUnsent() {
  if (!unsent.hidden) return;
  unsent.hidden = false;
  unsent.scrollIntoView({ block: "center" });
}

async function takeUp(slot) {
  wait();
  if (taking) return;
  const mine = (taking = { slot });
  form.inert = true;
  say("saving");
  const slow = setTimeout(tellUnsent, SLOW);
  let answer = { status: 0 };
  try { answer = await post(form.dataset.autosave, dataOf(slot)); } catch { /* no network */ }
  clearTimeout(slow);
  if (mine !== taking) return; // somebody went on without it
  taking = null;
  const { status, told } = answer;
  if (status === 200) {
    forget(slot.key);
    now.isOver = true;
    now.saved = snapshot(); // what stands here is older: the end of this page keeps none of it
    sessionStorage.setItem("filing:came-back", JSON.stringify([told.edit, clock(slot.at)]));
    goTo(told.edit);
    return;
  }
  const isDone = status === 409 || (status === 412 && slot.sent); // filed or sent, and the answer was missed
  const isAnswered = isDone || [401, 403, 404, 412].includes(status);
  if (!isAnswered) {
    waiting = slot;
    say("offline");
    tellUnsent();
    later(tryAgain, RETRIES.at(-1));
    return;
  }
  waiting = null;
  unsent.hidden = true;
  form.inert = false;
  if (isDone) forget(slot.key);
  if (isDone) say("idle");
  else if (status === 412) tear(slot);
  else answered(status, told, "");
}

unsent.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unsent]");
  if (!button) return;
  if (button.dataset.unsent === "again") {
    tryAgain();
    return;
  }
  forget((taking?.slot || waiting).key);
  wait();
  taking = waiting = null;
  unsent.hidden = true;
  form.inert = false;
  say(now.isOver ? "local" : "idle");
});

function tear(slot) {
  torn.hidden = false;
  torn.querySelector("time").textContent = `(${clock(slot.at)})`;
  torn.dataset.slot = slot.key;
  now.isOver = true;
  say("stale");
  form.inert = true; // typing here would replace what was typed before
  torn.scrollIntoView({ block: "center" });
}

async function ownDraft() {
  const slot = slots().find(({ key }) => key === torn.dataset.slot) || { entries: entries(), key: slotOf(), saves: 0 };
  const data = dataOf({ ...slot, page: "", version: "" });
  try {
    const { status, told } = await post(torn.dataset.own, data);
    if (status !== 200) {
      answered(status, told, "");
      return;
    }
    forget(slot.key);
    window.location.assign(told.edit);
  } catch {
    say("offline");
  }
}

torn.addEventListener("click", (event) => {
  const button = event.target.closest("[data-torn]");
  if (!button) return;
  if (button.dataset.torn === "own") ownDraft();
  else {
    forget(torn.dataset.slot || slotOf());
    now.isOver = true;
    form.reset();
    now.saved = snapshot();
    window.location.reload();
  }
});

// A change of what is filed is shown again by the server, and sent by nobody but the person.
function showAgain(slot) {
  const other = document.createElement("form");
  other.method = "post";
  other.action = form.action;
  for (const [name, value] of [...dataOf(slot), ["do", "again"]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    other.append(input);
  }
  document.body.append(other);
  other.submit();
}

export function lookBack() {
  const [address, time] = JSON.parse(sessionStorage.getItem("filing:came-back") || "[]");
  sessionStorage.removeItem("filing:came-back");
  if (address === window.location.pathname) {
    const note = document.getElementById("again");
    note.hidden = false;
    note.querySelector("time").textContent = `(${time})`;
  }
  if ("answered" in form.dataset) return; // this page shows what was typed already
  if (way?.type === "back_forward" && !way.transferSize && navigator.onLine) { // as it once was, out of a cache
    form.inert = true;
    window.location.reload();
    return;
  }
  if (!form.dataset.declaration && new URLSearchParams(window.location.search).has("like")) return; // a copy was asked for
  const { declaration = "" } = form.dataset;
  const isFiled = "filed" in form.dataset;
  const mine = slots().filter((slot) => slot.declaration === declaration);
  for (const slot of mine.filter((one) => one.filed !== isFiled)) forget(slot.key);
  const slot = mine.find((one) => one.filed === isFiled);
  if (!slot) return;
  const wasFiled = isFiled && slot.sent && Number(hidden("version").value) > Number(slot.version);
  if (wasFiled || JSON.stringify(slot.entries) === now.saved) forget(slot.key);
  else if (isFiled) showAgain(slot);
  else takeUp(slot);
}
