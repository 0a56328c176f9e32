// Signatures of the gate: Ed25519 by the browser itself, or by @noble/ed25519 where the browser does not know it.
import { at } from "./words.js";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE_POINT = new Uint8Array(32).fill(0x66).fill(0x58, 0, 1); // a key that anybody takes
let chosen = null;

export const canonical = (v) => Array.isArray(v) ? `[${v.map(canonical)}]`
  : v && typeof v === "object" ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`)}}` : JSON.stringify(v);

const fromBase64Url = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function fromBase32(text) {
  if (!/^[A-Z2-7]{103}$/.test(text)) return null;
  const bits = [...text].map((c) => BASE32.indexOf(c).toString(2).padStart(5, "0")).join("");
  if (bits.slice(512).includes("1")) return null; // another way to write the same bytes
  return Uint8Array.from({ length: 64 }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8), 2));
}

async function native(jwk, signature, text) {
  const { kty, crv, x } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, text);
}

async function byLibrary(jwk, signature, text) {
  const library = await import(at.ed25519);
  return library.verifyAsync(signature, text, fromBase64Url(jwk.x));
}

// How signatures are checked here: "native", "library", or null where neither can.
export async function means() {
  if (chosen === null) {
    chosen = (async () => {
      if (!globalThis.crypto?.subtle) return null;
      try {
        await crypto.subtle.importKey("raw", BASE_POINT, "Ed25519", false, ["verify"]);
        return "native";
      } catch {
        return import(at.ed25519).then(() => "library", () => null);
      }
    })();
  }
  return chosen;
}

async function isSigned(keys, kid, signature, text) {
  const jwk = keys?.keys?.find((one) => one.kid === kid);
  const how = await means();
  if (!jwk || !signature || !how) return false;
  try {
    return await (how === "native" ? native : byLibrary)(jwk, signature, new TextEncoder().encode(text));
  } catch {
    return false;
  }
}

export async function isManifest({ signature, ...said }, keys) {
  if (said.form !== "M1" || typeof signature !== "string") return false;
  return isSigned(keys, said.key_id, fromBase64Url(signature), canonical(said));
}

// A pass by its text (docs/pass.md): `{code}` when it is none, or what it says, with `code` when it has expired.
export async function readPass(token, keys, now) {
  const end = token.lastIndexOf(".");
  const parts = token.slice(0, Math.max(end, 0)).split(".");
  const signature = fromBase32(token.slice(end + 1));
  // eslint-disable-next-line no-control-regex
  if (token.length > 1000 || !/^[\x00-\x7f]*$/.test(token) || parts.length !== 9 || parts[0] !== "G1" || !signature) {
    return { code: "pass_malformed" };
  }
  if (!(await isSigned(keys, parts[1], signature, token.slice(0, end)))) return { code: "pass_forged" };
  const [, , number, vehicle, ...rest] = parts;
  const [plate, trailer_plate, container] = rest.slice(0, 3).map(decodeURIComponent);
  const held = { number, vehicle: Number(vehicle), plate, trailer_plate, container, version: Number(rest[3]) };
  return { code: 1000 * Number(rest[4]) < now ? "pass_expired" : "", held };
}
