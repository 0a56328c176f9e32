// The company's saved things while somebody types (ARIA combobox with a listbox). The list opens when he types, presses
// an arrow or taps an empty field; never because the focus came by. What a choice does is suggested.js's.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const words = document.currentScript.dataset;
  if (!form) return;

  const PAUSE = 150; // milliseconds without a key before the server is asked
  const KEEP = "offers";
  const answers = new Map(); // what was asked on this page
  const fresh = new Set(); // fields typed in since something was taken for them
  let field = null; // where the list stands now
  let list = null;
  let active = -1;
  let timer = 0;
  let turn = 0; // an answer that comes late is for a former question

  // Of which country a truck here is likelier: what goes out, and what takes goods over at the gate, is Vietnamese.
  const countryOf = (input) => {
    if (input.dataset.suggest !== "trucks") return "";
    const isOut = form.querySelector("[name=direction][value=export]:checked");
    return isOut || input.name.startsWith("receiving_") ? "&country=VN" : "";
  };

  const ask = async (input, typed) => {
    const what = input.dataset.suggest;
    const query = `?q=${encodeURIComponent(typed)}${countryOf(input)}`;
    const question = what + query;
    if (!answers.has(question)) {
      const response = await fetch(words.from.replace("/what/", `/${what}/`) + query, {
        credentials: "same-origin", headers: { Accept: "application/json" },
      });
      if (!response.ok) return [];
      const { found, covers } = await response.json();
      answers.set(question, found);
      form.dispatchEvent(new CustomEvent("filing:covers", { detail: { what, covers } }));
    }
    return answers.get(question);
  };

  const plain = (text) => text.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  const says = (input, one) => {
    const name = Object.keys(one.fill).find((member) => input.name.endsWith(`-${member}`));
    return Boolean(name) && plain(one.fill[name]) === plain(input.value);
  };
  const take = (input, one, unasked) => {
    fresh.delete(input);
    input.dispatchEvent(new CustomEvent("filing:take", { bubbles: true, detail: { one, unasked } }));
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
        element("strong", {}, one.text), ...(one.more ? [element("span", {}, one.more)] : []),
        ...(one.note ? [element("span", { class: "standing" }, one.note)] : []));
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

  const choose = (one) => {
    const input = field;
    close();
    take(input, one, false);
  };

  const offer = (input, pause) => {
    clearTimeout(timer);
    const mine = (turn += 1);
    timer = setTimeout(async () => {
      let found = [];
      try { found = await ask(input, input.value.trim()); } catch { /* no network: nothing is offered */ }
      if (mine !== turn || document.activeElement !== input) return;
      field = input;
      open(found.length === 1 && says(input, found[0]) ? [] : found); // nothing is left to choose
    }, pause);
  };

  // Typed to the end without a choice: what is called exactly that is what was meant.
  const leave = async (input) => {
    close();
    if (!fresh.delete(input)) return;
    const typed = input.value;
    let found = [];
    try { if (typed.trim()) found = await ask(input, typed.trim()); } catch { /* no network */ }
    input.dispatchEvent(new CustomEvent("filing:left", { bubbles: true }));
    if (found.length === 1 && says(input, found[0])) take(input, found[0], true);
  };

  const ready = (input) => {
    if (input.getAttribute("role") === "combobox") return;
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox", autocomplete: "off",
    })) input.setAttribute(key, value);
  };
  const offering = (event) => (event.target.matches && event.target.matches("[data-suggest]") ? event.target : null);

  form.querySelectorAll("[data-suggest]").forEach(ready);
  form.addEventListener("focusin", (event) => offering(event) && ready(offering(event)));
  form.addEventListener("focusout", (event) => offering(event) && leave(offering(event)));
  let wasThere = null; // the field in which a tap fell while it had the focus already
  form.addEventListener("pointerdown", (event) => { wasThere = offering(event) === document.activeElement ? event.target : null; });
  form.addEventListener("click", (event) => {
    const input = offering(event);
    if (input && !(list && field === input) && (!input.value || wasThere === input)) offer(input, 0);
  });
  form.addEventListener("input", (event) => {
    const input = event.isTrusted && offering(event);
    if (!input) return;
    fresh.add(input);
    offer(input, PAUSE);
  });
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
