// What stands above and below the answer: network, what waits and since when, the device, its list, and what is to be settled.
import * as keeping from "./keeping.js";
import * as net from "./net.js";
import * as sender from "./send.js";
import * as store from "./store.js";
import { el, icon, label, plate, root, say, time } from "./words.js";

const part = (id) => document.getElementById(id);
const CLOCK_SKEW = 2 * 60 * 1000;

const NOTES = { another_officers: "warn", revoked: "bad", expired: "warn", signed_out: "bad" };
const TROUBLES = { slow_signatures: "info", no_signatures: "bad", list_forged: "bad", list_expired: "warn" };
let skew = 0;

function showNet(down) {
  part("state").hidden = false;
  part("net").className = `net ${down ? "down" : "up"}`;
  part("net").replaceChildren(icon(down ? "warning" : "success"), say(down ? "offline" : "online"));
}

async function showWaiting() {
  if (!keeping.now.canKeep) return;
  const all = await store.scansOf(root.dataset.officer);
  const mine = all.filter((record) => !record.stuck);
  const waits = part("waits");
  waits.hidden = !mine.length;
  if (mine.length) {
    const values = { many: mine.length, time: time(mine[0].scan.happened_at) };
    waits.querySelector("strong").textContent = say(mine.length === 1 ? "waiting_one" : "waiting_many", values);
    waits.dataset.many = mine.length;
  } else delete waits.dataset.many;
  const apart = all.filter((record) => record.stuck);
  part("stuck").hidden = !apart.length;
  part("stuck").querySelector("ul").replaceChildren(...apart.map(stuckRow));
  const others = (await store.countAll()) - all.length;
  note("others", others ? say("others", { many: others }) : "", "info");
}

function stuckRow(record) {
  const away = el("button:button", "do", say("throw_away"));
  away.addEventListener("click", () => sender.throwAway(record));
  return el("li", "", el("time", "", time(record.scan.happened_at)), " ", plate(record.plate), " ",
    label("short", record.stuck.code), " ", record.stuck.detail ?? "", " ", away);
}

async function showConflicts() {
  if (!keeping.now.canKeep) return;
  const open = await store.conflictsOf(root.dataset.officer);
  part("conflicts").hidden = !open.length;
  part("conflicts").querySelector("ul").replaceChildren(...open.map((one) => {
    const way = el("a", "do", say("settle"));
    way.href = one.address;
    way.addEventListener("click", () => store.dropConflict(one.id)); // the gate lists it until it is settled
    return el("li", "", el("time", "", time(one.at)), " ", plate(one.plate || "–"), " ", el("strong", "", label("short", one.code)),
      ` ${label("checks", one.check)} `, way);
  }));
}

// One sentence under the head of the page, by its name; none when it is empty.
export function note(name, sentence, look = "warn", ...more) {
  const former = document.querySelector(`#notes [data-note="${name}"]`);
  if (!sentence) {
    former?.remove();
    return;
  }
  const made = el("p", `scan-note ${look}`, icon(look === "info" ? "info" : look === "bad" ? "error" : "warning"), el("span", "", sentence), ...more);
  made.dataset.note = name;
  if (former?.textContent === made.textContent) return;
  if (former) former.replaceWith(made);
  else part("notes").append(made);
}

function showDevice({ standing, device, list, trouble, canKeep }) {
  part("device").hidden = false;
  const isRegistered = device !== null;
  part("device").dataset.standing = standing;
  part("device-says").textContent = !canKeep ? say("cannot_keep")
    : isRegistered ? say("registered", { name: device.name }) : say("unregistered");
  part("list-says").textContent = list ? say("list_of", {
    time: time(list.said.issued_at), many: list.said.vehicles.length, until: time(list.said.expires_at),
  }) : isRegistered ? say("list_none") : "";
  part("list-says").dataset.trucks = list ? list.said.vehicles.length : "";
  part("register").hidden = isRegistered || !canKeep || standing === "signed_out";
  const signIn = el("a", "do", label("said", "sign_in"));
  signIn.href = root.dataset.signIn;
  for (const [name, look] of Object.entries(NOTES)) {
    note(name, standing === name ? say(name) : "", look, ...(name === "signed_out" ? [signIn] : []));
  }
  for (const [name, look] of Object.entries(TROUBLES)) note(name, trouble === name ? say(name) : "", look);
}

function showClock(receivedAt) {
  if (receivedAt) skew = Date.now() - Date.parse(receivedAt);
  const off = Math.abs(skew) > CLOCK_SKEW;
  note("clock", off ? say("clock", { minutes: Math.round(skew / 60000) }) : "", "bad");
}

export function start() {
  showNet(net.isDown());
  net.onChange(showNet);
  keeping.onChange(showDevice);
  sender.onSent((_answers, receivedAt) => {
    showWaiting();
    showConflicts();
    showClock(receivedAt);
  });
  part("send-now").addEventListener("click", async () => {
    await net.look();
    await sender.send();
  });
  part("register").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = event.target.elements.name.value.trim();
    if (!name) return;
    try {
      await keeping.register(name);
      note("register", "");
      sender.send();
    } catch (error) {
      note("register", error.findings ? error.message : say("offline"), "bad");
    }
  });
  showWaiting();
  showConflicts();
}
