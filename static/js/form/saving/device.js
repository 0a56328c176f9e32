// What is typed, kept on this device: one slot for each draft and for each page that is no draft yet.
import { entries, form, hidden, now } from "./page.js";

const FORGET = 14 * 24 * 3_600_000;
const PREFIX = `filing:${form.dataset.user}:`;

export const slotOf = () => PREFIX + (form.dataset.declaration || `new:${hidden("page").value}`);
export const forget = (key) => localStorage.removeItem(key);
export const clock = (at) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(at);

export function keep(more) {
  const slot = {
    at: Date.now(), page: hidden("page").value, saves: now.saves, version: hidden("version").value,
    declaration: form.dataset.declaration || "", filed: "filed" in form.dataset, entries: entries(), ...more,
  };
  try {
    localStorage.setItem(slotOf(), JSON.stringify(slot));
    return true;
  } catch {
    return false; // full, or not allowed here
  }
}

export function slots() {
  const found = [];
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    try {
      const slot = JSON.parse(localStorage.getItem(key));
      if (Date.now() - slot.at < FORGET) found.push({ key, ...slot });
      else forget(key);
    } catch {
      forget(key);
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

// What is sent of a slot, as the page that it came from.
export function dataOf(slot) {
  const data = new FormData();
  for (const [name, value] of slot.entries) data.append(name, value);
  for (const name of ["csrfmiddlewaretoken", "ticket"]) data.set(name, hidden(name).value);
  data.set("page", slot.page);
  data.set("save", slot.saves + 1);
  data.set("version", slot.version);
  return data;
}
