// One scan, from the reading to the answer: the gate's where it can be reached and nothing waits, else the list's. It is
// written down before it is sent and before anything is said, so that whatever dies then, the scan does not.
import { Lost, Refused, post } from "./gate.js";
import { checksOf, recognise } from "./judge.js";
import * as keeping from "./keeping.js";
import * as net from "./net.js";
import { changed, inHand, send, waiting } from "./send.js";
import * as store from "./store.js";
import { nameOf } from "./show.js";
import { at, isFee, label, root, say } from "./words.js";

const officer = root.dataset.officer;
const mayKeep = () => keeping.now.canKeep && keeping.now.device !== null;

const empty = () =>
  ({ detail: null, differences: [], vehicle: null, candidates: [], ready_checks: [], other_checks: [], confirmed: [], refusals: [] });

// The answer to a scan; throws Refused when the gate takes no such scan, and Lost when it is kept nowhere.
// `decided`: the officer has seen that the truck is not on the list, and confirms all the same.
export async function take(scan, { decided = false } = {}) {
  if (!mayKeep()) return post(at.scans, scan);
  const record = await store.keepScan(inHand(scan));
  if (!net.isDown() && (await waiting())[0]?.seq === record.seq) {
    try {
      const answer = await post(at.scans, scan);
      await store.settle({ gone: [record.seq] });
      return answer;
    } catch (error) {
      if (error instanceof Refused) {
        const waits = error.status === 401 || error.code === "not_allowed"; // not signed in, or somebody else is
        await store.settle(waits ? { changed: [{ ...record, page: null }] } : { gone: [record.seq] });
      }
      if (!(error instanceof Lost)) throw error;
      net.lost();
    }
  }
  const answer = await judged(record, decided);
  changed();
  send();
  return answer;
}

// What the list says of it, kept on this device with what is confirmed by it.
async function judged(record, decided) {
  const { scan } = record;
  const { list, keys } = keeping.now;
  const answer = list && list.said.gate === scan.gate ? await byList(scan, list.said, keys, decided) : {
    ...empty(), result: "unjudged", code: null, detail: say("no_list"),
  };
  const kept = {
    ...record, page: null, vehicle: answer.vehicle?.id ?? 0, plate: answer.vehicle?.plate ?? nameOf(scan),
    scan: { ...scan, confirm: answer.confirmed },
  };
  await store.keepScan(kept);
  return { ...answer, kept_at: scan.happened_at };
}

async function byList(scan, list, keys, isDecided) {
  const seen = await recognise(scan, list, keys, Date.parse(scan.happened_at));
  const answer = { ...empty(), result: seen.result, code: seen.code, differences: seen.differences };
  if (seen.code) answer.detail = seen.says ? say(seen.says) : label("codes", seen.code);
  if (seen.result === "ambiguous") answer.candidates = seen.found.map(inBrief);
  else if (seen.result === "undecided") await undecided(answer, seen.held, scan, isDecided);
  else if (seen.result === "ok") await decided(answer, seen.found[0], scan);
  return answer;
}

async function confirmedHere(vehicle) {
  const records = await store.scansOfTruck(officer, vehicle);
  return new Set(records.filter((one) => !one.stuck).flatMap((one) => one.scan.confirm));
}

async function decided(answer, vehicle, scan) {
  const here = await confirmedHere(vehicle.id);
  answer.vehicle = inBrief(vehicle);
  answer.flags = vehicle.flags.map((flag) => say(flag === "refused" ? "refused_before" : flag));
  const checks = new Map(checksOf(vehicle, here).map((one) => [one.check, one]));
  for (const check of scan.confirm) {
    if (checks.get(check)?.state === "ready") answer.confirmed.push(check);
    else answer.refusals.push({ check, code: "not_ready", detail: whyNot(checks.get(check)) });
  }
  const after = checksOf(vehicle, new Set([...here, ...answer.confirmed]));
  // Money is not taken without network: a receipt has a number of the gate's.
  answer.ready_checks = after.filter((one) => one.state === "ready" && !isFee(one.check)).map((one) => ({ code: one.check }));
  answer.other_checks = after.filter((one) => one.state !== "ready").map((one) => ({
    check: one.check, state: one.state,
    detail: ["pending", "here"].includes(one.state) ? `${label("checks", one.check)}: ${whyNot(one)}` : null,
  }));
}

// `carriers:medical` is a check of another truck, by its name; `receivers:any` has a name of its own.
const named = (clause) => {
  const own = label("checks", clause);
  return own === clause ? label("checks", clause.replace(/^\w+:/, "")) : own;
};

function whyNot(found) {
  if (!found) return say("not_of_truck");
  if (found.state === "here") return say("here_already");
  if (found.state !== "pending") return label("states", found.state);
  if (!found.open.length) return say("waits");
  const codes = found.open.map((clause) => clause.split("|").map(named).join(" / "));
  return say("waits_for", { what: codes.join(", ") });
}

// A good pass of a truck that was filed after the list: the officer decides by a second press, the gate judges.
async function undecided(answer, held, scan, isDecided) {
  const here = await confirmedHere(held.vehicle);
  answer.vehicle = {
    id: held.vehicle, declaration: held.number, plate: held.plate, trailer_plate: held.trailer_plate || null,
    container: held.container || null,
  };
  answer.hints = [say("filed_since")];
  if (isDecided) answer.confirmed = scan.confirm.filter((check) => !here.has(check));
  else answer.refusals = scan.confirm.map((check) => ({ check, code: "undecided", detail: say("not_before") }));
  const done = new Set([...here, ...answer.confirmed]);
  answer.ready_checks = own().filter((code) => !done.has(code)).map((code) => ({ code }));
}

const own = () => [...document.querySelectorAll("#scan-form [name=confirm]")].map((one) => one.value);

const inBrief = ({ id, number, role, plate, trailer_plate, container, direction, green }) =>
  ({ id, declaration: number, role, plate, trailer_plate, container, direction, green });
