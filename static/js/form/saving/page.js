// The form as it stands, what of it is on the server, and the line that says where it is kept.
export const form = document.getElementById("filing");
const bar = document.getElementById("keeping");
export const torn = document.getElementById("torn");
export const unsent = document.getElementById("unsent");

const OURS = ["csrfmiddlewaretoken", "ticket", "page", "save", "version"];

export const hidden = (name) => form.elements.namedItem(name);
export const entries = (of = form) => [...new FormData(of)].filter(([name, value]) => !OURS.includes(name) && typeof value === "string");
export const snapshot = () => JSON.stringify(entries());

function asItCame() { // whatever was typed before this file was there, or put back by the browser
  const copy = form.cloneNode(true);
  copy.reset();
  return JSON.stringify(entries(copy));
}

// What the browser itself put back is older than what is kept. To be called before anything is read from the form.
export const [way] = performance.getEntriesByType("navigation");
if (way && way.type !== "navigate")
  for (const field of form.querySelectorAll("input[autocomplete]:not([autocomplete=off])")) field.value = field.defaultValue;

export const now = {
  saves: Number(hidden("save").value) || 0,
  saved: asItCame(), // as it stands on the server, or as the page came
  isOver: !form.dataset.autosave, // nothing more goes to the server by itself
};

export function countSave() {
  now.saves += 1;
  hidden("save").value = now.saves;
}

export function say(what, time, address) {
  bar.dataset.state = what;
  for (const word of bar.querySelectorAll("[data-say]")) {
    word.hidden = word.dataset.say !== what;
    if (!word.hidden && time) word.querySelector("time").textContent = time;
    if (!word.hidden && address) word.querySelector("a").href = address;
  }
}
export const isSaid = (...words) => words.includes(bar.dataset.state);
