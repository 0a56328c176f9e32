// Sends what waits, in its order, in parcels; one window at a time. Forgets a scan when the gate says that it has it.
import { Lost, Refused, post, who } from "./gate.js";
import * as keeping from "./keeping.js";
import * as net from "./net.js";
import * as store from "./store.js";
import { at, root } from "./words.js";

const MOST = 200;
const PATIENCE = 60000;
const AGAIN = 8000;
const officer = root.dataset.officer;
const page = `scan-window-${crypto.randomUUID?.() ?? Math.random()}`;
const listeners = [];
export const onSent = (listener) => listeners.push(listener);
const others = new BroadcastChannel("gate-scanner");
others.onmessage = ({ data }) => (data === "signed out" ? keeping.signedOut() : changed(false)); // forget.js says it

// A window lives as long as it holds this lock: what a window that is gone had in hand is everybody's.
navigator.locks?.request(page, () => new Promise(() => {}));
export const inHand = (scan, vehicle = 0) => ({ officer, vehicle, page, scan });

async function free(records) {
  const living = navigator.locks ? new Set((await navigator.locks.query()).held.map((one) => one.name)) : new Set([page]);
  const ready = [];
  for (const record of records) {
    if (record.stuck) continue;
    if (record.page && living.has(record.page)) break; // being judged this moment; what comes after it waits its turn
    ready.push(record);
    if (ready.length === MOST) break;
  }
  return ready;
}

export const waiting = async () => (await store.scansOf(officer)).filter((record) => !record.stuck);

export function changed(tellOthers = true) {
  if (tellOthers) others.postMessage("changed");
  for (const listener of listeners) listener([]);
}

let busy = false;
export const isBusy = () => busy;

export async function send() {
  if (busy || !keeping.now.canKeep) return;
  const once = (lock) => lock && parcels();
  busy = true;
  try {
    await (navigator.locks ? navigator.locks.request("scan-sender", { ifAvailable: true }, once) : once(true));
    net.found();
  } catch (error) {
    if (error instanceof Lost) net.lost();
    else if (error instanceof Refused) await keeping.refused(error);
    else throw error;
  } finally {
    busy = false;
    changed();
  }
}

async function parcels() {
  for (;;) {
    const parcel = await free(await store.scansOf(officer));
    if (!parcel.length) return;
    changed();
    if (!(await keeping.isStillHis(await who()))) return; // a scan is sent by whoever made it
    const results = await sent(parcel);
    if (!results || results.some((one) => one.code === "internal_error" && !one.kept)) return; // later
  }
}

// The gate's answers to a parcel, taken; null when it was refused for its shape, and what is wrong in it set apart.
async function sent(parcel) {
  let told;
  try {
    told = await post(at.batch, { scans: parcel.map((record) => record.scan) }, { patience: PATIENCE });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 400) throw error;
    await setApart(parcel, error);
    return null;
  }
  const outcome = { gone: [], changed: [], conflicts: [] };
  told.results.forEach((result, index) => {
    const record = parcel[index];
    if (result.nonce !== record.scan.nonce) throw new Lost("answers of other scans");
    if (result.kept) outcome.gone.push(record.seq);
    else if (result.code !== "internal_error") outcome.changed.push({ ...record, stuck: { code: result.code, detail: result.detail } });
    const name = result.vehicle?.plate ?? record.plate;
    outcome.conflicts.push(...result.conflicts.map((one) => ({ ...one, officer, plate: name, at: record.scan.happened_at })));
  });
  await store.settle(outcome);
  for (const listener of listeners) listener(told.results.map((result, index) => ({ result, scan: parcel[index].scan })), told.received_at);
  return told.results;
}

async function setApart(parcel, { code, message, findings }) {
  const wrong = new Map();
  for (const finding of findings) {
    const index = /^\$\.scans\[(\d+)\]/.exec(finding.path ?? finding.field ?? "")?.[1];
    if (index !== undefined) wrong.set(Number(index), finding);
  }
  const named = wrong.size ? [...wrong.keys()] : [0]; // nothing named: the oldest alone, so that the others go on
  const apart = named.map((index) => ({ ...parcel[index], stuck: { code, detail: wrong.get(index)?.message ?? message } }));
  await store.settle({ changed: apart });
}

export async function throwAway(record) {
  await store.settle({ gone: [record.seq] });
  changed();
}

net.onChange((down) => { if (!down) keeping.refresh().then(send); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(async () => { if (!net.isDown() && (await waiting()).length) send(); }, AGAIN);
