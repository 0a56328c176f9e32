// The answer to a scan, large: the state with its icon and word, the plate, what differs, what can be done now.
import { el, icon, label, link, payment, plate, say, time } from "./words.js";

const answers = document.getElementById("answers");
const ICONS = { ok: "success", warn: "warning", bad: "error", choose: "warning" };
const TITLES = { undecided: "undecided", unjudged: "unjudged" };

export function lookOf(answer) {
  if (answer.result === "ambiguous") return "choose";
  if (answer.result === "undecided" || answer.result === "unjudged") return "warn";
  if (answer.result !== "ok") return "bad";
  return answer.refusals.length || answer.flags?.length ? "warn" : "ok";
}

export function titleOf(answer) {
  if (answer.result === "ambiguous") return say("choose");
  if (answer.result in TITLES) return say(TITLES[answer.result]);
  if (answer.result !== "ok") return say("refused");
  if (answer.refusals.length) return say("partly");
  return say(answer.confirmed.length ? "confirmed" : "ok");
}

function truck(vehicle) {
  const line = el("p", "truck", plate(vehicle.plate));
  const marks = [];
  if (vehicle.green) marks.push(el("span", "green-lane", say("green")));
  if (vehicle.cargo !== undefined) marks.push(el("span", "mark", label("cargo", vehicle.cargo ?? "")));
  if (vehicle.role === "receiver") marks.push(el("span", "mark", label("roles", vehicle.role)));
  if (vehicle.stage) marks.push(el("span", "stage", label("stages", vehicle.stage)));
  for (const mark of marks) line.append(" ", mark);
  const behind = [
    vehicle.trailer_plate && `${say("trailer_plate")} ${vehicle.trailer_plate}`,
    vehicle.container && `${say("container")} ${vehicle.container}`,
    label("directions", vehicle.direction),
  ].filter(Boolean).join(" · ");
  const way = el("p", "with", behind, " · ", link(vehicle.id, vehicle.declaration));
  way.lastChild.title = say("open_truck");
  return [line, way];
}

// Where no pass was read there is none to say anything.
function differences(rows, hasPass) {
  const said = [...(hasPass ? ["pass"] : []), "read", "declared"];
  const head = el("tr", "", ...["field", ...said].map((name) => el("th:col", "", say(name))));
  const body = rows.map((one) => el("tr", "", el("th:row", "", say(one.field)),
    ...said.map((name) => el("td", "", one[name] ?? say("nothing")))));
  return el("div", "wide-table", el("table", "differences", el("thead", "", head), el("tbody", "", ...body)));
}

// How the officer's other checks stand: what is done, and what the others wait for.
function stays({ other_checks: others = [], confirmed, refusals }) {
  const told = new Set([...confirmed, ...refusals.map((one) => one.check)]);
  const left = others.filter((one) => !told.has(one.check));
  return new Set(left.map((one) => one.detail ?? `${label("checks", one.check)}: ${label("states", one.state)}`));
}

function button(figure, look, inside, press) {
  return numbered(figure, el("button:button", `do big ${look}`, ...inside), press);
}

function way(figure, inside, address) {
  const made = el("a", "do big go", ...inside);
  made.href = address;
  return numbered(figure, made);
}

function numbered(figure, made, press = null) {
  if (figure < 10) {
    made.dataset.figure = figure;
    made.append(" ", el("kbd", "", String(figure)));
  }
  if (press) made.addEventListener("click", press);
  return made;
}

// `acts`: {confirm(check), choose(vehicle | null)}; a null vehicle says that the plate is as it was read.
export function show(answer, read, acts) {
  const parts = [];
  const look = lookOf(answer);
  const verdict = el("p", "verdict", icon(ICONS[look]), el("strong", "", titleOf(answer)));
  if (answer.kept_at) verdict.append(" ", el("span", "mark kept", say("kept", { time: time(answer.kept_at) })));
  parts.push(verdict);
  if (answer.vehicle) parts.push(...truck(answer.vehicle));
  else if (!answer.candidates.length) parts.push(el("p", "truck", plate(nameOf(read))));
  for (const flag of answer.flags ?? []) parts.push(el("p", "not", icon("held"), flag));
  if (answer.detail) parts.push(el("p", "detail", answer.detail));
  if (answer.differences.length) parts.push(differences(answer.differences, Boolean(read.token)));
  for (const code of answer.confirmed) parts.push(el("p", "done", icon("done"), label("checks", code)));
  for (const one of answer.refusals) parts.push(el("p", "not", icon("error"), `${label("checks", one.check)}: ${one.detail}`));
  for (const text of stays(answer)) parts.push(el("p", "stays", text));
  for (const one of answer.hints ?? []) parts.push(el("p", "detail", one));
  const buttons = [
    ...answer.candidates.map((one) => (figure) =>
      button(figure, "", [plate(one.plate), ` ${one.declaration}`], () => acts.choose(one))),
    ...(answer.code === "plate_resembles" ? [(figure) => button(figure, "plain", [say("as_typed")], () => acts.choose(null))] : []),
    ...answer.ready_checks.map((one) => (figure) => payment(one)
      ? way(figure, [`${say("pay")}: ${label("checks", one.code)}`], payment(one))
      : button(figure, "go", [label("checks", one.code)], () => acts.confirm(one.code))),
  ];
  if (buttons.length) parts.push(el("div", "ready", ...buttons.map((make, index) => make(index + 1))));
  const section = el("section", `answer ${look}`, ...parts);
  section.dataset.result = answer.result;
  section.dataset.code = answer.code ?? "";
  put(section);
}

function put(section) {
  answers.replaceChildren(section);
  answers.scrollIntoView({ block: "nearest" });
}

// What was done with no answer of the gate or of the list: one sentence, with a way on where there is one.
export function tell(sentence, { look = "bad", way = null } = {}) {
  const section = el("section", `answer ${look}`, el("p", "verdict", icon(ICONS[look]), el("strong", "", sentence)));
  if (way) section.append(el("p", "tools", way));
  put(section);
}

// What was read, by the name that a person reads: of a pass the plate that it says, whether it is true or not.
export function nameOf(read) {
  const said = read.token?.split(".")[4] || read.token?.slice(0, 16) || "";
  try {
    return read.plate || read.number || decodeURIComponent(said);
  } catch {
    return said;
  }
}

export function pressFigure(figure) {
  const wanted = answers.querySelector(`[data-figure="${figure}"]`);
  wanted?.click();
  return Boolean(wanted);
}
