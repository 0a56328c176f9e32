// The one field: it has the focus whenever nobody types elsewhere, and takes keys that are typed beside it. On a phone
// its keyboard comes when the field is tapped and not before, so that it covers nothing.
const field = document.getElementById("read");
const TYPED = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
const byTouch = matchMedia("(pointer: coarse)").matches;

const isTakenElsewhere = () => document.querySelector("dialog[open]")
  || (document.activeElement !== field && document.activeElement?.matches(TYPED));

export function focus() {
  if (!isTakenElsewhere()) field.focus({ preventScroll: true });
}

const rest = () => { if (byTouch) field.inputMode = "none"; };

export function read() {
  const text = field.value;
  field.value = "";
  rest();
  return text.trim();
}

export function start() {
  rest();
  field.addEventListener("pointerdown", () => {
    if (byTouch && field.inputMode === "none") {
      field.inputMode = "text";
      field.blur(); // the keyboard comes with the focus alone
    }
  });
  document.addEventListener("click", ({ target }) => {
    if (!target.closest(`a, summary, label, ${TYPED}`)) focus();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("select")) target.blur(); // or a hand scanner's letters would choose in it
    if (target.matches("[type=checkbox], select")) focus();
  });
  // A hand scanner types wherever the focus is; what it types is meant for the field.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key.length !== 1 || event.key === " ") return;
    focus();
  });
  addEventListener("focus", focus);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) focus(); });
  focus();
}
