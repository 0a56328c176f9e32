// The arrival windows of the gate and direction that are chosen, as they stand now. Without this file the form's own check
// brings them.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const list = form?.querySelector("select[name=window]");
  if (!list || !form.dataset.windows) return;
  let asked = 0;

  const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? form.elements[name]?.value ?? "";

  async function refresh() {
    const mine = ++asked;
    const what = new URLSearchParams({ gate: chosen("gate"), direction: chosen("direction"), chosen: list.value });
    let answer;
    try {
      answer = await fetch(`${form.dataset.windows}?${what}`, { headers: { Accept: "text/html" } });
    } catch { return; } // no network: the list stays as it was
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const offered = new DOMParser().parseFromString(`<select>${await answer.text()}</select>`, "text/html");
    list.replaceChildren(list.options[0], ...offered.querySelector("select").children);
  }

  form.addEventListener("change", (event) => {
    if (["gate", "direction"].includes(event.target.name)) refresh();
  });
})();
