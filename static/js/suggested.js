// What a saved thing fills in its row, and what becomes of that when it is another one after all. What a person typed
// on this page is never replaced unasked; whatever else changes is said, and can be taken back.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const words = document.currentScript.dataset;
  if (!form) return;

  const NATURE = ["country", "kind", "fee_class"]; // of the truck itself: what stands there without it is a guess
  const IDENTITY = /-(plate|id_number|tax_code)$/; // another one here is another truck, driver or owner
  const filled = new Map(); // field -> what was filled there: { by, value, before }
  const chosen = new Map(); // field that offers -> what it said when something was chosen
  const covers = {}; // kind of saved thing -> the fields of a row that it speaks of
  const plain = (text) => text.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");

  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(status);

  // The field of that name in the row, else in the rows around it: goods know the kind of cargo of their consignment.
  const inRow = (input, name) => {
    for (let row = input.closest("[data-row]"); row; row = row.parentElement.closest("[data-row]")) {
      const found = row.querySelector(`[name$="-${CSS.escape(name)}"]`);
      if (found) return found.type === "hidden" ? null : found;
    }
    return null;
  };
  const isTick = (target) => target.type === "checkbox";
  const valueOf = (target) => (isTick(target) ? (target.checked ? "on" : "") : target.value);
  const came = (target) => { // as the page came
    if (target.tagName === "SELECT") return [...target.options].find((one) => one.defaultSelected)?.value || "";
    return isTick(target) ? (target.defaultChecked ? "on" : "") : target.defaultValue;
  };
  const isTyped = (target) => "typed" in target.dataset;
  const isFilled = (target) => filled.has(target) && !isTyped(target) && filled.get(target).value === valueOf(target);
  // It came with the page beside another one: a copy's, or a draft's of before.
  const cameAlong = (target, input) => Boolean(came(input)) && valueOf(target) === came(target) && !isTyped(target);
  const isFree = (target, input, name) =>
    !valueOf(target) || isFilled(target) || cameAlong(target, input) ||
    (input.dataset.suggest === "trucks" && NATURE.includes(name) && !isTyped(target));

  const put = (target, value) => {
    if (isTick(target)) target.checked = value === "on";
    else target.value = value;
    delete target.dataset.typed;
    for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const fill = (target, value, by) => {
    const before = isFilled(target) ? filled.get(target).before : valueOf(target);
    put(target, value);
    filled.set(target, { by, value: valueOf(target), before });
  };

  const named = (targets) =>
    targets.map((one) => (one.labels[0] ? one.labels[0].textContent : one.name).replace("*", "").trim()).join(", ");
  const silence = (input) => input.closest(".field").querySelectorAll(".offered").forEach((old) => old.remove());
  const say = (input, text, press, act) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button plain", textContent: press });
    const said = document.createElement("div");
    said.className = "offered";
    said.setAttribute("role", "status");
    said.append(Object.assign(document.createElement("span"), { textContent: text }), button);
    button.addEventListener("click", () => {
      act();
      said.remove();
      input.focus();
    });
    (input.closest(".field").querySelector(":scope > .tell") || input.closest(".field")).append(said);
  };
  const putBack = (changed) => () => changed.forEach(([target, value]) => put(target, value));

  // `unasked`: nobody pressed it; the field says exactly what one saved thing is called.
  const take = (input, one, unasked) => {
    const [kept, replaced, added] = [[], [], []];
    silence(input);
    for (const name of covers[input.dataset.suggest]) {
      const target = inRow(input, name);
      if (!target) continue;
      const [value, was] = [one.fill[name] || "", valueOf(target)];
      if (target === input) fill(target, unasked ? was : value, input);
      else if (was === value) filled.set(target, { by: input, value, before: filled.get(target)?.before ?? came(target) });
      else if (!value) {
        const isHere = target.closest("[data-row]") === input.closest("[data-row]");
        if (!isHere || NATURE.includes(name) || !(isFilled(target) || cameAlong(target, input))) continue;
        fill(target, "", input);
        replaced.push([target, was]);
      } else if (isFree(target, input, name)) {
        fill(target, value, input);
        (was ? replaced : added).push([target, was]);
      } else kept.push([target, value]);
    }
    chosen.set(input, input.value);
    const only = (changed) => named(changed.map(([target]) => target));
    status.textContent = added.length ? words.filled.replace("%names", only(added)) : "";
    if (unasked && added.length) say(input, words.filled.replace("%names", only(added)), words.back, putBack(added));
    // The country that the form guessed is no loss to anybody.
    const told = replaced.filter(([target, was]) => !(target.name.endsWith("-country") && was === came(target)));
    if (told.length) say(input, words.replaced.replace("%names", only(told)), words.back, putBack(told));
    if (kept.length && !unasked) say(input, words.kept.replace("%names", only(kept)), words.replace, () => kept.forEach(([target, value]) => fill(target, value, input)));
  };

  // The field says another one now: what the former brought goes, or is named where it is not sure that it must.
  const leave = (input) => {
    const former = chosen.get(input) ?? came(input);
    if (!former || !["trucks", "drivers", "owners"].includes(input.dataset.suggest)) return;
    if (plain(former) === plain(input.value)) return;
    const isChosen = chosen.delete(input);
    const brought = isChosen
      ? [...filled].filter(([target, { by }]) => by === input && isFilled(target)).map(([target]) => target)
      : (covers[input.dataset.suggest] || []).map((name) => inRow(input, name)).filter(
        (target) => target && cameAlong(target, input) && !(target.name.endsWith("-country")));
    const targets = brought.filter((target) => target !== input && target.isConnected && valueOf(target));
    if (!targets.length) return;
    const undo = putBack(targets.map((target) => [target, valueOf(target)]));
    // Empty means empty: what stood there before was of a truck of before, and a fee must not come from that. A country
    // there always is: it falls back to what was there before, and is not called taken away.
    const isCountry = (target) => target.name.endsWith("-country");
    const empty = () => targets.forEach((target) => put(target, isCountry(target) ? filled.get(target)?.before || "" : ""));
    silence(input);
    const told = targets.filter((target) => !isCountry(target));
    if (!told.length) return empty();
    const about = (text) => text.replace("%one", former).replace("%names", named(told));
    if (isChosen && IDENTITY.test(input.name)) {
      empty();
      say(input, about(words.gone), words.back, undo);
    } else say(input, about(words.still), words.empty, empty);
  };

  form.addEventListener("filing:covers", ({ detail }) => { covers[detail.what] = detail.covers; });
  form.addEventListener("filing:take", ({ target, detail }) => take(target, detail.one, detail.unasked));
  form.addEventListener("filing:left", ({ target }) => leave(target));
  const touched = (event) => {
    const target = event.target;
    if (event.isTrusted) target.dataset.typed = "1";
    else if (filled.has(target) && !isTyped(target)) filled.get(target).value = valueOf(target); // written otherwise
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
})();
