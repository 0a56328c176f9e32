// The draft on the server: saved when typing pauses, and again when it could not be.
import { forget, keep, slotOf } from "./device.js";
import { countSave, form, hidden, now, say, snapshot, torn } from "./page.js";

const PAUSE = 2000; // ms after the last change
const PATIENCE = 15_000; // ms for an answer
export const RETRIES = [3_000, 6_000, 15_000, 30_000];

let timer = 0;
let busy = null;
let tries = 0;

export async function post(address, data) {
  const answer = await fetch(address, { method: "POST", body: data, signal: AbortSignal.timeout(PATIENCE) });
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  return { status: answer.status, told };
}

export const wait = () => clearTimeout(timer);
export const later = (what = save, pause = PAUSE) => {
  clearTimeout(timer);
  timer = setTimeout(what, pause);
};
export const underWay = () => busy;
export const letGo = () => { busy = null; };
export const startAgain = () => { tries = 0; };

export function save() {
  wait();
  if (now.isOver || busy) return busy;
  const sent = snapshot();
  if (sent === now.saved) return null;
  countSave();
  keep(); // with its number: a page that ends before the answer is known again by it
  say("saving");
  busy = post(form.dataset.autosave, new FormData(form))
    .then(({ status, told }) => answered(status, told, sent))
    .catch(() => again("offline"))
    .finally(letGo);
  return busy;
}

export function answered(status, told, sent) {
  if (status === 200) {
    startAgain();
    now.saved = sent;
    const before = slotOf();
    adopt(told);
    forget(before);
    if (snapshot() === now.saved) {
      forget(slotOf());
      say("saved", told.at);
    } else {
      keep();
      later();
    }
  } else if (status === 401 || status === 403) {
    say("signed-out", "", window.location.href);
  } else if (status === 404) {
    stop("gone");
  } else if (status === 409) {
    stop("filed", told.address);
  } else if (status === 412) {
    stop("stale");
    torn.hidden = false;
  } else {
    again("failed");
  }
}

function stop(what, address) {
  now.isOver = true;
  say(what, "", address);
}

function again(what) {
  say(keep() ? what : "nowhere");
  later(save, RETRIES[Math.min(tries, RETRIES.length - 1)]);
  tries += 1;
}

// The page is from now on that of the draft it made.
function adopt(told) {
  hidden("version").value = told.version;
  const title = document.getElementById("title");
  document.title = document.title.replace(title.textContent, told.title);
  title.textContent = told.title;
  if (form.dataset.declaration === told.id) return;
  form.dataset.declaration = told.id;
  Object.assign(form.dataset, { autosave: told.autosave, findings: told.findings });
  form.action = told.edit;
  window.history.replaceState(window.history.state, "", told.edit + window.location.hash);
  for (const next of document.querySelectorAll(".bar [name=next]")) next.value = told.edit;
}
