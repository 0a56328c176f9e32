// Asks the server what there is to say while the form is typed in, and puts it where it belongs. No rule is known here;
// only where somebody has been, so that an empty field is not blamed before it was reached. docs/adr/0058.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  if (!form || !form.dataset.findings) return;

  const SOON = 150; // ms after a field is left
  const PAUSE = 600; // ms after the last key
  const LONG = 2500; // ms after which a word is taken for finished although nobody left it
  const LATE = 5000; // ms without an answer after which the review is called old
  const touched = new Set();
  const passed = new Set();
  const left = new Set();
  const judged = new Set(); // left once: from then on told at every pause
  const undone = new Map(); // spellings that somebody typed again after they had been corrected
  let timer = 0;
  let longTimer = 0;
  let asking = null;

  const isTyped = (field) => field.matches && field.matches("input:not([type=radio], [type=checkbox]), textarea");
  const fieldOf = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);

  const typingNow = () => {
    const field = document.activeElement;
    return field && field.form === form && isTyped(field) && !judged.has(field.name) ? field.name : "";
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  const outdated = document.getElementById("outdated"); // the review is older than what is typed
  const isOld = (is) => { if (outdated) outdated.hidden = !is; };

  const ask = async () => {
    clearTimeout(timer);
    if (asking) asking.abort(); // what comes late is not listened to
    const mine = (asking = new AbortController());
    const data = new FormData(form);
    const told = [...left];
    data.set("been-touched", [...touched].filter((name) => !data.getAll(name).some(Boolean)).join(" "));
    data.set("been-passed", [...passed].join(" "));
    data.set("been-left", told.join(" "));
    data.set("been-typing", typingNow());
    const waited = setTimeout(() => mine === asking && isOld(true), LATE);
    try {
      const answer = await fetch(form.dataset.findings, { method: "POST", body: data, signal: mine.signal });
      const html = answer.ok ? await answer.text() : "";
      if (mine !== asking) return;
      isOld(!html);
      if (!html) return;
      told.forEach((name) => left.delete(name));
      apply(new DOMParser().parseFromString(html, "text/html").body);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof TypeError)) throw error;
      isOld(true); // no network: the saving tells it
    } finally {
      clearTimeout(waited);
    }
  };

  const apply = (said) => {
    const saying = new Set();
    for (const part of said.querySelectorAll(":scope > [id]")) {
      saying.add(part.id);
      const place = document.getElementById(part.id);
      if (!place || (part.id === "told-top" && !place.childElementCount)) continue;
      put(place, part);
    }
    for (const place of form.querySelectorAll("[id$='-found']")) if (!saying.has(place.id)) put(place, null);
    for (const one of said.querySelectorAll("data")) write(one.dataset.field, one.dataset.typed, one.value);
  };

  const put = (place, part) => {
    const html = part ? part.innerHTML : "";
    if (place.innerHTML.trim() === html.trim()) return; // said already: a screen reader need not say it again
    place.replaceChildren(...(part ? part.childNodes : []));
    if (!place.id.endsWith("-found")) return;
    const severity = part ? part.dataset.severity : "";
    const box = place.closest(".field");
    if (!box || !place.id.startsWith("f-")) return;
    for (const one of ["error", "warning", "info"]) box.classList.toggle(`has-${one}`, one === severity);
    for (const field of box.querySelectorAll("input, select, textarea"))
      if (severity === "error") field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    const more = severity && place.closest("details:not([open])");
    if (more) more.open = true;
  };

  const write = (name, typed, written) => {
    const field = fieldOf(name);
    if (!field || field.value.trim() !== typed || document.activeElement === field) return;
    if (undone.get(name) === typed) return;
    undone.set(name, typed);
    field.value = written;
    const said = document.getElementById(`${field.id}-said`);
    const note = document.createElement("p");
    note.className = "hint written";
    note.setAttribute("aria-live", "polite");
    note.textContent = `${form.dataset.written} ${written}`;
    said.querySelector(".written")?.remove();
    said.append(note);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    document.getElementById(`${event.target.id}-said`)?.querySelector(".written")?.remove();
    later(PAUSE);
    clearTimeout(longTimer);
    const { name } = event.target;
    longTimer = setTimeout(() => judged.add(name) && later(0), LONG);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name && !event.isTrusted) judged.add(event.target.name); // chosen for it, not being typed
    if (event.target.name && event.target !== document.activeElement) left.add(event.target.name);
    if (event.target.name) touched.add(event.target.name);
    later(PAUSE);
  });
  form.addEventListener("focusout", (event) => {
    const { name } = event.target;
    if (!name || !event.target.matches("input, select, textarea")) return;
    [touched, judged, left].forEach((names) => names.add(name));
    later(SOON);
  });
  form.addEventListener("filing:passed", (event) => {
    event.detail.forEach((step) => passed.add(step));
    later(0);
  });
  form.addEventListener("filing:step", (event) => {
    if (event.detail !== "file" || !form.querySelector("[data-step].current#file")) return;
    if (passed.has("file")) return;
    form.querySelectorAll("[data-step]").forEach((step) => passed.add(step.id));
    later(0);
  });
  window.addEventListener("online", () => outdated && !outdated.hidden && later(0));
  form.addEventListener("submit", () => { // the answer will be a page
    clearTimeout(timer);
    clearTimeout(longTimer);
    if (asking) asking.abort();
  });
  if (form.querySelector("[id$='-found'] .finding.error")) form.querySelectorAll("[data-step]").forEach((step) => passed.add(step.id));
})();
