// The page's own data: where things are asked for, and every word in the reader's language.
export const root = document.getElementById("scan");
export const at = root.dataset;
const words = JSON.parse(document.getElementById("scan-words").textContent);

export const say = (name, values = {}) =>
  (words.said[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
export const label = (kind, code) => words[kind][code] ?? code;

const clock = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const time = (instant) => clock.format(new Date(instant));

// An element with its class and what is in it; text stays text.
export function el(name, look = "", ...inside) {
  const [tag, kind] = name.split(":");
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (kind) element.setAttribute(tag === "th" ? "scope" : "type", kind);
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${at.icons}#${name}`);
  svg.append(use);
  return svg;
}

export function plate(text) {
  return el("span", /^\p{Nd}/u.test(text) ? "plate" : "plate plate-cn", text);
}

// A check that only a payment confirms, and the way to it.
export const isFee = (code) => words.fees.includes(code);
export const payment = (check) => isFee(check.code) && at.pay.replace("/0/", `/${check.id}/`);

export function link(vehicle, text) {
  const way = el("a", "", text);
  way.href = at.truck.replace("/0/", `/${vehicle}/`);
  return way;
}
