// The scan page with script: what is read is answered in place, one after the other; without network too.
import * as camera from "./camera.js";
import * as field from "./field.js";
import { Lost, Refused } from "./gate.js";
import * as keeping from "./keeping.js";
import * as lane from "./lane.js";
import { readText } from "./read.js";
import * as recent from "./recent.js";
import { send, onSent } from "./send.js";
import { lookOf, pressFigure, show, tell } from "./show.js";
import { signal } from "./signals.js";
import * as state from "./state.js";
import { take } from "./take.js";
import { at, el, say } from "./words.js";

const form = document.getElementById("scan-form");
const CHOSEN = "scan-confirm";
let line = Promise.resolve(); // scans are answered in the order in which they are made
let shown = "";

const gate = () => form.elements.gate.value;
const boxes = () => [...form.querySelectorAll("[name=confirm]")];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

function scan(read, { confirm = chosen(), decided = false } = {}) {
  const made = {
    ...read, gate: gate(), ...lane.said(), confirm, happened_at: new Date().toISOString(),
    nonce: crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (one) => one.toString(36)).join("-"),
  };
  line = line.then(() => answered(made, read, decided));
  return line;
}

async function answered(made, read, decided) {
  try {
    present(made, read, await take(made, { decided }));
  } catch (error) {
    failed(error);
  } finally {
    field.focus();
  }
}

function present(made, read, answer) {
  shown = made.nonce;
  const found = answer.vehicle;
  show(answer, read, {
    choose: (one) => (one ? scan({ number: one.declaration, plate: one.plate }) : scan({ ...read, exact: true })),
    // A pass is held against the rows again; what was read otherwise is by now known for sure.
    confirm: (check) => scan(read.token ? read : { number: found.declaration, plate: found.plate },
      { confirm: [check], decided: answer.result === "undecided" }),
  });
  recent.note(made, answer);
  signal(lookOf(answer));
}

async function failed(error) {
  shown = "";
  signal("bad");
  const isOut = error instanceof Refused && (error.status === 401 || error.code === "not_allowed");
  if (isOut) {
    const way = el("a", "do go big", say("sign_in"));
    way.href = at.signIn;
    tell(say("signed_out"), { way });
    await keeping.signedOut();
  } else if (error instanceof Refused) tell(error.message);
  else tell(say(error instanceof Lost ? "not_kept" : "not_durable"));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.read();
  const beside = ["plate", "trailer_plate", "container"].map((name) => [name, form.elements[name].value.trim()]);
  for (const [name] of beside) form.elements[name].value = "";
  document.getElementById("beside").open = false; // the answer is to be seen, not the fields
  if (/^[1-9]$/.test(text)) {
    if (!pressFigure(text)) tell(say("no_such_figure"), { look: "warn" });
  } else {
    const read = readText(text);
    if (read) scan({ ...Object.fromEntries(beside.filter(([name, value]) => value && !(name === "plate" && read.plate))), ...read });
    else tell(say("nothing_read"), { look: "warn" });
  }
  if (form.contains(document.activeElement)) document.activeElement.blur();
  field.focus();
});

// What waited has been answered by the gate: the list of scans says so, and so does the answer that is still looked at.
onSent((answers) => {
  for (const { result, scan: made } of answers) {
    const { kept, conflicts, ...answer } = result;
    if (!kept) continue;
    recent.note(made, answer);
    if (made.nonce === shown && conflicts.length) present(made, made, answer);
  }
  if (answers.length) keeping.refresh();
});

// Checks chosen in advance hold for this window alone: nobody confirms tomorrow what he chose today.
const kept = sessionStorage.getItem(CHOSEN)?.split(" ") ?? chosen();
for (const box of boxes()) {
  box.checked = kept.includes(box.value);
  box.addEventListener("change", () => sessionStorage.setItem(CHOSEN, chosen().join(" ")));
}

state.start();
field.start();
camera.start((text) => {
  const read = readText(text);
  if (read) scan(read);
}, (sentence) => state.note("camera", sentence, "bad"));
form.elements.gate.addEventListener?.("change", () => {
  lane.open(gate());
  keeping.open(gate());
});
lane.open(gate());
keeping.open(gate()).then(send);
try {
  localStorage.setItem("scanner", "1"); // so that signing out on any page knows that there is something to wipe
} catch { /* then nothing is kept here either */ }
if ("serviceWorker" in navigator) navigator.serviceWorker.register(at.worker).catch(() => {});
