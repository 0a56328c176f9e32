// Asking the gate. An answer that never came is `Lost`: whoever asked does not know whether it was done.
import { at, root } from "./words.js";

export class Lost extends Error {}

// The gate's refusal, in its own words.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.code ?? String(status));
    this.status = status;
    this.code = problem.code ?? "";
    this.findings = problem.findings ?? [];
  }
}

const PATIENCE = 6000;
let token = document.querySelector("[name=csrfmiddlewaretoken]").value;

async function fetched(address, options, patience) {
  if (!navigator.onLine) throw new Lost("offline");
  let answer;
  try {
    answer = await fetch(address, { ...options, cache: "no-store", signal: AbortSignal.timeout(patience) });
  } catch (lost) {
    throw new Lost(String(lost));
  }
  if (answer.status >= 500 || answer.status === 429 || answer.redirected) throw new Lost(String(answer.status));
  return answer;
}

async function said(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Lost("no answer of the gate"); // a hotel's page, or one that broke off
  }
}

// Who is signed in here: the officer's id, or null; another than this page's is not spoken for.
export async function who() {
  const answer = await fetched(at.who, {}, PATIENCE);
  const { officer, csrf } = await said(answer);
  if (officer !== null && String(officer) === root.dataset.officer) token = csrf;
  return officer === null ? null : String(officer);
}

export const isMine = (officer) => officer === root.dataset.officer;

export async function get(address, { headers = {}, patience = PATIENCE } = {}) {
  const answer = await fetched(address, { headers }, patience);
  if (answer.status === 304) return { same: true };
  const body = await said(answer);
  if (!answer.ok) throw new Refused(answer.status, body);
  return { body, etag: answer.headers.get("ETag") };
}

// A token of an earlier sign-in is refused with 403 `not_allowed`: asked for anew, once, if it is the same officer still.
export async function post(address, body, { patience = PATIENCE } = {}) {
  const send = () => fetched(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  }, patience);
  let answer = await send();
  let told = await said(answer);
  if (answer.status === 403 && told.code === "not_allowed" && isMine(await who())) {
    answer = await send();
    told = await said(answer);
  }
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}
