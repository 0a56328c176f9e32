// What a text is that was typed or read, and by what two spellings are the same plate. The rules are the gate's own
// (desk/web/reading.py, declarations/formats/plates.py).
const PASS = /^[A-Za-z][0-9]\./;
const LONGEST_PLATE = 24;
const MISTAKEN = { O: "0", I: "1", B: "8" };

const narrow = (text) => text.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
const capitals = (text) => narrow(text).replace(/[a-z]+/g, (small) => small.toUpperCase());

// Letters and digits alone, in capitals.
export const bound = (text) => [...(text ?? "").toUpperCase()].filter((one) => /[\p{L}\p{N}]/u.test(one)).join("");

export function plateKey(text) {
  const code = capitals((text ?? "").normalize("NFC").replace(/\s+/gu, ""));
  const compact = [...code].filter((one) => /[\p{L}\p{N}]/u.test(one)).join("");
  return compact.match(/^[一-龥]?([A-Z][A-Z0-9]{4,6})挂?$/u)?.[1] ?? compact;
}

export const folded = (key) => key.replace(/[OIB]/g, (letter) => MISTAKEN[letter]);

// A pass, a number or a plate: `{token}`, `{number}` or `{plate}`; null where nothing was read.
export function readText(text) {
  const whole = text.replace(/\s+/gu, "");
  if (!whole) return null;
  if (PASS.test(whole)) return { token: whole.toUpperCase() }; // a scanner with its capitals locked writes it small
  if (whole.length > LONGEST_PLATE) return { token: whole };
  return /^[0-9]{13}$/.test(whole) ? { number: whole } : { plate: whole };
}
