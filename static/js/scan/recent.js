// The last scans, newest first: the gate's list at first, and whatever is scanned since.
import { lookOf, nameOf, titleOf } from "./show.js";
import { el, label, link, plate, say, time } from "./words.js";

const SHOWN = 20;
const list = document.getElementById("recent");

export function note(scan, answer) {
  const verdict = answer.code ? label("short", answer.code) : titleOf(answer);
  const words = [verdict, ...answer.confirmed.map((code) => label("checks", code))].join(" · ");
  const row = el("li", lookOf(answer), el("time", "", time(scan.happened_at)), " ",
    plate(answer.vehicle?.plate ?? nameOf(scan)), " ", el("span", "verdict", words));
  row.dataset.nonce = scan.nonce;
  if (answer.kept_at) row.append(" ", el("span", "mark kept", say("kept", { time: time(answer.kept_at) })));
  if (answer.vehicle) row.append(" ", link(answer.vehicle.id, say("open_truck")));
  const former = [...list.children].find((one) => one.dataset.nonce === scan.nonce);
  if (former) former.replaceWith(row);
  else list.prepend(row);
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}
