// Rows of the filing form without a round trip. Everything here the server does too: without this file the same
// buttons send the form and get it back with a row more or less.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  if (!form) return;

  const KEYS = {
    consignments: (n) => (n < 26 ? String.fromCharCode(65 + n) : `A${n - 25}`),
    vehicles: (n) => String(n + 1),
    receiving_vehicles: (n) => `R${n + 1}`,
  };
  const keyInputs = (list) =>
    [...form.elements].filter((field) => new RegExp(`^${list}-\\d+-key$`).test(field.name));

  const freeKey = (list) => {
    if (!KEYS[list]) return "";
    const taken = new Set(keyInputs(list).map((input) => input.value));
    for (let n = 0; ; n += 1) if (!taken.has(KEYS[list](n))) return KEYS[list](n);
  };

  const freeIndex = (list) => {
    const pattern = new RegExp(`^${list}-(\\d+)-`);
    const indices = [...form.elements].map((field) => pattern.exec(field.name)).filter(Boolean).map((hit) => +hit[1]);
    return Math.max(-1, ...indices) + 1;
  };

  // Whoever checks and saves listens for what a person changes; rows are changed by a press.
  const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));

  const addChoice = (box, key, checked) => {
    const choice = document.getElementById("new-choice").content.cloneNode(true);
    const input = choice.querySelector("input");
    input.name = box.dataset.name;
    input.value = key;
    input.checked = checked;
    choice.querySelector("span").textContent = key;
    box.append(choice);
  };

  const fillChoices = (row, list) => {
    for (const box of row.querySelectorAll("[data-refs]")) {
      const keys = keyInputs(box.dataset.refs).map((input) => input.value);
      const taken = list === "receiving_vehicles" && box.dataset.refs === "consignments";
      for (const key of keys) addChoice(box, key, keys.length === 1 && !taken);
    }
  };

  const add = (name, list) => {
    const rows = form.querySelector(`[data-rows="${CSS.escape(list)}"]`);
    const key = freeKey(name);
    const html = document.getElementById(`new-${name}`).innerHTML
      .replaceAll("__list__", list)
      .replaceAll("__n__", freeIndex(list))
      .replaceAll("__key__", key);
    rows.insertAdjacentHTML("beforeend", html);
    const row = rows.lastElementChild;
    fillChoices(row, name);
    if (key) {
      const boxes = [...form.querySelectorAll(`[data-refs="${name}"]`)].filter((box) => !row.contains(box));
      const only = boxes.filter((box) => box.dataset.name.startsWith("vehicles-")).length === 1;
      for (const box of boxes) addChoice(box, key, only && box.dataset.name.startsWith("vehicles-"));
    }
    row.querySelector("input:not([type=hidden]), select").focus();
    changed();
  };

  const remove = (button) => {
    const row = button.closest("[data-row]");
    const rows = row.parentElement;
    const key = row.querySelector(":scope > .head > input[name$='-key']");
    row.remove();
    if (key) {
      const boxes = form.querySelectorAll(`[data-refs="${rows.dataset.rows}"]`);
      for (const box of boxes)
        for (const input of box.querySelectorAll("input")) if (input.value === key.value) input.closest("label").remove();
    }
    const next = form.querySelector(`[data-list="${CSS.escape(rows.dataset.rows)}"]`);
    if (next) next.focus();
    changed();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-add], button[data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.add) add(button.dataset.add, button.dataset.list);
    else remove(button);
  });

  // What has receivers is transshipped, and is seen to be; a tick that nobody set goes with the last of them.
  const tick = form.elements.namedItem("transshipment");
  let isTicked = false;
  const follow = () => {
    const isUsed = Boolean(form.querySelector("[data-rows=receiving_vehicles] > [data-row]"));
    if (isUsed && !tick.checked) tick.checked = isTicked = true;
    else if (!isUsed && isTicked) tick.checked = isTicked = false;
  };
  if (tick && tick.type === "checkbox" && !("filed" in form.dataset)) form.addEventListener("change", follow, { capture: true });

  // Vehicles that are said to be empty carry nothing; unsaid again, there is something to type the goods into.
  const empty = form.elements.namedItem("empty");
  if (empty)
    empty.addEventListener("change", () => {
      if (!empty.checked && !form.querySelector("[data-rows=consignments] > [data-row]")) add("consignments", "consignments");
    });
})();
