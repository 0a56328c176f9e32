// The keys of the desk. Whatever carries data-key is pressed, or given the focus, by that key; g and a figure lead to
// a queue. Nothing happens while somebody types, while an input method composes, or together with Ctrl, Alt or Meta.
(() => {
  "use strict";
  const TYPED = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
  const QUEUES = "desk-queues";
  const WAIT = 1500;
  const dialog = document.getElementById("keys");
  let going = 0;

  const isTyping = (event) => event.isComposing || event.keyCode === 229 || event.key === "Process"
    || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPED);
  window.deskKeys = (event) => !isTyping(event) && !dialog?.open; // for whatever else listens on this page
  const press = (element) => {
    if (element.matches("input")) {
      element.focus();
      element.select();
    } else element.click();
  };
  const named = (key) => [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);

  // The first page numbers the queues; every other page of this tab remembers where they are.
  const here = [...document.querySelectorAll("a[data-queue]")].map((link) => link.href);
  if (here.length) sessionStorage.setItem(QUEUES, JSON.stringify(here));
  const go = (figure) => {
    const desk = dialog?.querySelector("[data-desk]")?.dataset.desk ?? "/admin/";
    const queues = JSON.parse(sessionStorage.getItem(QUEUES) ?? "[]");
    window.location.assign(queues[figure - 1] ?? desk);
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event) || dialog?.open) return;
    const wasGoing = Date.now() - going < WAIT;
    going = event.key === "g" ? Date.now() : 0;
    if (wasGoing && /^[0-9]$/.test(event.key)) {
      event.preventDefault();
      go(Number(event.key));
      return;
    }
    if (event.key === "?" && dialog) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (event.repeat) return;
    const element = named(event.key);
    if (!element) return;
    event.preventDefault();
    press(element);
  });
  // Escape leaves a field, so that the keys are the desk's again.
  document.addEventListener("keyup", (event) => {
    if (event.key === "Escape" && !event.isComposing && event.target.matches?.("#searchbar")) event.target.blur();
  });

  const search = document.getElementById("searchbar");
  if (search) search.dataset.key = "/";
  for (const button of document.querySelectorAll("button[data-key='?']")) {
    button.hidden = !dialog;
    button.addEventListener("click", () => dialog.showModal());
  }
})();
