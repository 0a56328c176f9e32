// What this device may work with when there is no network: its registration and the signed list of trucks, both of one
// officer. Wiped when he signs out, when the list expires, when the device is revoked, when somebody else signs in.
import { Lost, Refused, get, isMine, post } from "./gate.js";
import * as net from "./net.js";
import { isManifest, means } from "./signed.js";
import * as store from "./store.js";
import { at, root } from "./words.js";

const EVERY = 10 * 60 * 1000;
const officer = root.dataset.officer;
const listeners = [];
export const onChange = (listener) => listeners.push(listener);

// `standing`: registered, unregistered, another_officers, revoked, expired, signed_out; `trouble`: what is wrong with the list.
export const now = { standing: "unregistered", device: null, list: null, keys: null, trouble: "", canKeep: true };
let gate = "";

function tell(changes) {
  Object.assign(now, changes);
  for (const listener of listeners) listener(now);
}

const deviceKey = `device:${officer}`;
const listKey = () => `list:${officer}:${gate}`;
const isOver = (list) => Date.now() >= Date.parse(list.expires_at);

let era = 0; // a new one with every wiping: what was asked before it is not kept after it
async function wipe(keep = () => false) {
  era += 1;
  await store.dropFacts((await store.factNames()).filter((name) => !keep(name)));
}

// At the start, and when the gate is changed: what was kept, if it is this officer's, signed and not expired.
export async function open(code) {
  gate = code;
  try {
    await wipe((name) => name === "keys" || name.split(":")[1] === officer);
    const [device, keys, kept] = await Promise.all([deviceKey, "keys", listKey()].map(store.fact));
    const list = kept ? await checked(kept, keys, device) : null;
    tell({ device: device ?? null, keys: keys ?? null, list, standing: device ? "registered" : "unregistered" });
  } catch {
    tell({ canKeep: false });
    return;
  }
  await refresh();
}

async function checked(kept, keys, device) {
  if (isOver(kept.said)) {
    await store.dropFacts([listKey()]);
    tell({ trouble: "list_expired" });
    return null;
  }
  const ours = kept.said.gate === gate && kept.said.device === device?.id;
  return ours && (await isManifest(kept.said, keys)) ? kept : null;
}

// Ask the gate anew: whose device this is, and for the list where it changed.
export async function refresh() {
  if (!now.canKeep || net.isDown() || now.standing === "signed_out") return; // signing in opens the page anew
  const mine = era;
  try {
    if (now.standing !== "registered") await recognise(mine);
    if (now.standing === "registered") await renew(mine);
    net.found();
  } catch (error) {
    if (error instanceof Lost) net.lost();
    else if (error instanceof Refused) await refused(error);
    else throw error;
  }
}

async function recognise(mine) {
  const { body } = await get(at.devices);
  if (mine !== era) return;
  const own = body.find((one) => one.this && !one.revoked_at && Date.parse(one.expires_at) > Date.now());
  if (own) await registered(own);
}

async function registered({ id, name }) {
  await store.keepFact(deviceKey, { id, name });
  tell({ standing: "registered", device: { id, name } });
}

// Register this browser as the officer's; throws the gate's refusal.
export async function register(name) {
  await registered(await post(at.devices, { name }));
  await refresh();
}

async function renew(mine) {
  const how = await means();
  if (!how) {
    tell({ trouble: "no_signatures" });
    return;
  }
  const { body: keys } = await get(at.keys);
  const former = now.list?.said.gate === gate ? now.list.etag : null;
  const headers = former ? { "If-None-Match": former } : {};
  const given = await get(`${at.manifest}?gate=${encodeURIComponent(gate)}`, { headers, patience: 30000 });
  const trouble = how === "library" ? "slow_signatures" : "";
  if (mine !== era) return;
  await store.keepFact("keys", keys);
  if (given.same) {
    tell({ keys, trouble });
    return;
  }
  if (given.body.device !== now.device.id) { // somebody registered it anew in another window
    await recognise(mine);
    return;
  }
  if (!(await isManifest(given.body, keys))) {
    await store.dropFacts([listKey()]);
    tell({ list: null, trouble: "list_forged" });
    return;
  }
  if (mine !== era) return;
  const list = { said: given.body, etag: given.etag };
  await store.keepFact(listKey(), list);
  tell({ keys, list, trouble });
}

const STANDING = {
  device_required: "unregistered", device_not_yours: "another_officers", device_revoked: "revoked", device_expired: "expired",
};

// What a refusal means for what is kept; answers whether it was one of these.
export async function refused({ status, code }) {
  if (status === 401) await signedOut();
  else if (code in STANDING) {
    tell({ standing: STANDING[code], device: null, list: null });
    await wipe();
  } else return false;
  return true;
}

export async function signedOut() {
  tell({ standing: "signed_out", device: null, list: null });
  await Promise.all([wipe(), globalThis.caches?.delete("scan-page")]);
}

// Whether it is still this officer who is signed in; everything of him but what waits is wiped when it is not.
export async function isStillHis(who) {
  if (isMine(who)) return true;
  await signedOut();
  return false;
}

async function expire() {
  if (!now.list || !isOver(now.list.said)) return;
  await store.dropFacts([listKey()]);
  tell({ list: null, trouble: "list_expired" });
}

setInterval(expire, 30000);
setInterval(refresh, EVERY);
