// Judging without network, by the list of trucks alone: docs/scanner.md, "Judging without network". The answer has the
// shape of the gate's own. Pure, but for the clock that it is given and the signatures that it checks.
import { bound, folded, plateKey } from "./read.js";
import { readPass } from "./signed.js";

const FIELDS = ["plate", "trailer_plate", "container"];
const refused = (code, more = {}) => ({ result: "refused", code, found: [], differences: [], ...more });
const choose = (code, found) => ({ result: "ambiguous", code, found, differences: [] });
const goOn = (vehicle) => ({ result: "ok", code: null, found: [vehicle], differences: [] });

const differing = (vehicle, read, held) => FIELDS.slice(1)
  .filter((field) => read[field] && bound(read[field]) !== bound(vehicle[field]))
  .map((field) => ({
    field, pass: held ? held[field] || null : null, read: bound(read[field]), declared: bound(vehicle[field]) || null,
  }));

async function byPass(read, list, keys, now) {
  const { code, held } = await readPass(read.token, keys, now);
  if (code) return refused(code);
  const vehicle = list.vehicles.find((one) => one.id === held.vehicle);
  if (!vehicle) {
    if (list.over.includes(held.vehicle)) return refused("vehicle_ended");
    if (held.vehicle > list.newest) return { result: "undecided", code: null, found: [], differences: [], held };
    return refused("other_gate", { says: "other_gate_or_over" });
  }
  const changed = FIELDS.filter((field) => bound(held[field]) !== bound(vehicle[field]))
    .map((field) => ({ field, pass: held[field] || null, read: null, declared: bound(vehicle[field]) || null }));
  if (vehicle.number !== held.number || vehicle.version !== held.version || changed.length) {
    return refused("pass_revoked", { differences: changed });
  }
  if (read.plate && plateKey(read.plate) !== vehicle.plate_key) {
    const plate = { field: "plate", pass: held.plate, read: bound(read.plate), declared: bound(vehicle.plate) };
    return refused("plate_differs", { differences: [plate] });
  }
  return beside(vehicle, read, held);
}

function beside(vehicle, read, held = null) {
  const wrong = differing(vehicle, read, held);
  if (!wrong.length) return goOn(vehicle);
  return refused(wrong[0].field === "container" ? "container_differs" : "trailer_differs", { differences: wrong });
}

function resembling(key, among) {
  return key ? among.filter((one) => folded(one.plate_key) === folded(key)) : [];
}

function byPlate(read, among, none) {
  const key = plateKey(read.plate);
  const fitting = key ? among.filter((one) => one.plate_key === key) : [];
  if (fitting.length === 1) return beside(fitting[0], read);
  if (fitting.length) return choose("ambiguous", fitting);
  const alike = read.exact ? [] : resembling(key, among);
  return alike.length ? choose("plate_resembles", alike) : refused(none);
}

function byNumber(read, list) {
  const among = list.vehicles.filter((one) => one.number === read.number);
  if (!among.length) return refused("no_declaration");
  if (read.plate) return byPlate(read, among, "plate_differs");
  return among.length === 1 ? beside(among[0], read) : choose("ambiguous", among);
}

// What was read against the list. `found` holds vehicles of the list.
export async function recognise(read, list, keys, now) {
  if (read.token) return byPass(read, list, keys, now);
  return read.number ? byNumber(read, list) : byPlate(read, list.vehicles, "no_declaration");
}

// How each check of the vehicle stands for this device: ready, done here, or why not.
// `here`: codes that this device has confirmed for the truck and not yet sent.
export function checksOf(vehicle, here) {
  const isMet = (clause) => clause.split("|").some((code) => here.has(code));
  return Object.entries(vehicle.checks).map(([check, state]) => {
    if (here.has(check)) return { check, state: "here" };
    if (!Array.isArray(state)) return { check, state };
    const open = state.filter((clause) => !isMet(clause));
    return { check, state: state.length && !open.length ? "ready" : "pending", open };
  });
}
