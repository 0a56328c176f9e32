// One step at a time on a phone; at a desk all of them stand one below the other and the style sheet ignores this.
// The step stands in the address, so that the phone's own "back" goes one step back. docs/adr/0058.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  if (!form || !("steps" in form.dataset)) return;

  const all = [...form.querySelectorAll("[data-step]")];
  const links = [...form.querySelectorAll(".steps a")];
  const isExport = () => Boolean(form.querySelector("[name=direction][value=export]:checked"));
  const isSpare = (step) => // the part for imports, with nothing in it
    step.matches(".import-only:not(.used, :has(.row), :has([name=transshipment]:checked))") && isExport();
  const steps = () => all.filter((step) => !isSpare(step));
  let current = null;

  const show = (step) => {
    current = step;
    for (const one of all) one.classList.toggle("current", one === step);
    for (const link of links) {
      const isIt = link.hash === `#${step.id}`;
      if (isIt) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    const shown = steps();
    form.classList.toggle("first", step === shown[0]);
    form.classList.toggle("last", step === shown.at(-1));
    form.dispatchEvent(new CustomEvent("filing:step", { detail: step.id }));
  };

  // What an address points at: a step, or something within one.
  const goTo = (id, { focus }) => {
    const target = id && document.getElementById(id);
    const step = target && target.closest("[data-step]");
    if (!step) return false;
    show(step);
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (!focus) return true;
    if (target === step) {
      window.scrollTo(0, 0);
      step.querySelector("h2").focus({ preventScroll: true });
      if (!phone.matches) step.scrollIntoView();
    } else {
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    }
    return true;
  };

  const phone = window.matchMedia("(max-width: 47.99rem)");
  const hash = () => decodeURIComponent(window.location.hash.slice(1));

  // Where the address points, gone to once: when it is told of late, somebody types there already.
  let reached = hash();
  const arrive = () => {
    const there = hash();
    if (there === reached) return;
    reached = there;
    if (!goTo(there, { focus: true }) && !there) show(steps()[0]);
  };

  const move = (by) => {
    const shown = steps();
    const next = shown[shown.indexOf(current) + by];
    if (!next) return;
    if (by > 0) form.dispatchEvent(new CustomEvent("filing:passed", { detail: [current.id] }));
    window.location.hash = next.id;
    arrive(); // at once: the browser tells of a new address later, and who sees nothing move presses again
  };

  const FIELDS = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea";
  document.addEventListener("keydown", (event) => { // after whoever offers suggestions in the form has had it
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    if (event.target.form !== form || !event.target.matches("input")) return;
    event.preventDefault(); // "next", as the key says: nobody sends half a form by it
    const fields = [...form.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
    else move(1);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) move(button.dataset.go === "next" ? 1 : -1);
  });
  form.addEventListener("change", () => current && show(current));
  window.addEventListener("hashchange", arrive);
  // A link to where one is already changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === window.location.hash) goTo(hash(), { focus: true });
  });

  form.classList.add("stepped");
  const faulty = all.find((step) => step.querySelector(".finding.error, .finding.warning"));
  if (!goTo(hash(), { focus: false })) show(faulty || steps()[0]);
})();
