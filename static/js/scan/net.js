// Whether the gate can be reached: told by every answer that comes or does not, and asked while it does not.
import { Lost, who } from "./gate.js";

const AGAIN = 4000;
const listeners = [];
let down = !navigator.onLine;
let asking = 0;

export const isDown = () => down;
export const onChange = (listener) => listeners.push(listener);

function turn(to) {
  if (down === to) return;
  down = to;
  for (const listener of listeners) listener(down);
}

export const found = () => turn(false);
export function lost() {
  turn(true);
  clearTimeout(asking);
  asking = setTimeout(look, AGAIN);
}

// Ask once; whoever is signed in is told to `onChange` listeners by what they ask themselves.
export async function look() {
  clearTimeout(asking);
  try {
    const officer = await who();
    found();
    return officer;
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    lost();
    return undefined;
  }
}

addEventListener("online", () => look());
addEventListener("offline", lost);
document.addEventListener("visibilitychange", () => { if (!document.hidden && down) look(); });
if (down) lost();
