// The company's saved things while somebody types (ARIA combobox with a listbox). A choice fills the empty fields of
// the same row; what the person typed there himself is only replaced when he asks for it.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const words = document.currentScript.dataset;
  if (!form) return;

  const PAUSE = 150; // milliseconds without a key before the server is asked
  const KEEP = "offers";
  const answers = new Map(); // what was asked on this page
  let field = null; // where the list stands now
  let list = null;
  let active = -1;
  let timer = 0;
  let turn = 0; // an answer that comes late is for a former question

  const ask = async (what, typed) => {
    const question = `${what}?q=${encodeURIComponent(typed)}`;
    if (!answers.has(question)) {
      const response = await fetch(words.from.replace("/what/", `/${what}/`) + `?q=${encodeURIComponent(typed)}`, {
        credentials: "same-origin", headers: { Accept: "application/json" },
      });
      if (!response.ok) return [];
      answers.set(question, (await response.json()).found);
    }
    return answers.get(question);
  };

  const close = () => {
    turn += 1;
    clearTimeout(timer);
    if (!list) return;
    list.remove();
    field.closest(".field").classList.remove("offering");
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    list = null;
    active = -1;
  };

  const mark = (index) => {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const status = element("p", { class: "unseen", role: "status" });
  form.append(status);

  const open = (found) => {
    close();
    if (!found.length) return;
    list = element("ul", { class: "offers", id: KEEP, role: "listbox", "aria-label": words.label });
    found.forEach((one, n) => {
      const option = element("li", { role: "option", id: `${KEEP}-${n}`, "aria-selected": "false" },
        element("strong", {}, one.text), ...(one.more ? [element("span", {}, one.more)] : []));
      option.addEventListener("click", () => choose(one));
      list.append(option);
    });
    list.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") event.preventDefault(); });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.tabIndex = -1; // one that scrolls would take the Tab key, and with it what is typed next
    list.found = found;
    field.closest(".field").classList.add("offering");
    field.after(list);
    list.style.top = `${field.offsetTop + field.offsetHeight + 4}px`;
    list.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", KEEP);
    status.textContent = words.found.replace("%n", found.length);
  };

  const offer = (input, pause) => {
    clearTimeout(timer);
    const mine = (turn += 1);
    timer = setTimeout(async () => {
      let found = [];
      try { found = await ask(input.dataset.suggest, input.value.trim()); } catch { /* no network: nothing is offered */ }
      if (mine === turn && document.activeElement === input) { field = input; open(found); }
    }, pause);
  };

  // The field of that name in the row, else in the rows around it: goods know the kind of cargo of their consignment.
  const inRow = (input, name) => {
    for (let row = input.closest("[data-row]"); row; row = row.parentElement.closest("[data-row]")) {
      const found = row.querySelector(`[name$="-${CSS.escape(name)}"]`);
      if (found) return found;
    }
    return null;
  };

  const isFree = (target, what) => {
    if (target.type === "checkbox") return !target.dataset.typed;
    if (target.type === "radio") return !form.querySelector(`[name="${target.name}"]:checked`);
    if (!target.value || target.value === target.dataset.offered) return true;
    // A truck brings its country along: what stands there was the form's guess, unless somebody chose it.
    return what === "trucks" && target.name.endsWith("-country") && !target.dataset.typed;
  };

  const put = (first, value) => {
    const target = first.type === "radio" ? form.querySelector(`[name="${first.name}"][value="${CSS.escape(value)}"]`) : first;
    if (!target) return;
    if (target.type === "radio") target.checked = true;
    else if (target.type === "checkbox") target.checked = value === "on";
    else target.value = value;
    target.dataset.offered = target.value;
    delete target.dataset.typed;
    for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  const named = (target) =>
    (target.labels[0] ? target.labels[0].textContent : target.name).replace("*", "").trim();

  const choose = (one) => {
    const input = field;
    const kept = [];
    const filled = [];
    close();
    for (const [name, value] of Object.entries(one.fill)) {
      const target = inRow(input, name);
      if (!target || (target.tagName === "INPUT" && target.type === "hidden")) continue;
      if (target !== input && !isFree(target, input.dataset.suggest)) {
        if (target.value !== value) kept.push([target, value]);
        continue;
      }
      put(target, value);
      if (target !== input) filled.push(target);
    }
    tell(input, filled, kept);
  };

  // Says what was done where the sighted look, too; in a place of its own, so that nothing jumps when it goes.
  const tell = (input, filled, kept) => {
    input.closest(".field").querySelectorAll(".offered").forEach((old) => old.remove());
    const names = (targets) => targets.map(named).join(", ");
    status.textContent = filled.length ? words.filled.replace("%names", names(filled)) : "";
    if (!kept.length) return;
    const button = element("button", { type: "button", class: "button plain" }, words.replace);
    const said = element("div", { class: "offered", role: "status" },
      element("span", {}, words.kept.replace("%names", names(kept.map(([target]) => target)))), button);
    button.addEventListener("click", () => {
      for (const [target, value] of kept) put(target, value);
      said.remove();
      input.focus();
      close();
    });
    (input.closest(".field").querySelector(":scope > .tell") || input.closest(".field")).append(said);
  };

  const ready = (input) => {
    if (input.getAttribute("role") === "combobox") return;
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox", autocomplete: "off",
    })) input.setAttribute(key, value);
  };
  const offering = (event) => (event.target.matches && event.target.matches("[data-suggest]") ? event.target : null);

  form.querySelectorAll("[data-suggest]").forEach(ready);
  form.addEventListener("focusin", (event) => {
    const input = offering(event);
    if (!input) return;
    ready(input);
    if (!input.value) offer(input, 0);
  });
  form.addEventListener("focusout", (event) => { if (offering(event) === field) close(); });
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    event.target.dataset.typed = "1";
    const input = offering(event);
    if (input) offer(input, PAUSE);
  });
  form.addEventListener("change", (event) => { if (event.isTrusted) event.target.dataset.typed = "1"; });
  form.addEventListener("keydown", (event) => {
    const input = offering(event);
    if (!input || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list && field === input) mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      else offer(input, 0);
    } else if (list && event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.found[active]);
    } else if (list && event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
})();
