// Lanes and yards follow the gate that is chosen; each gate's lie in the page. Without this file the form's own check
// brings the lists of the other gate.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  if (!form) return;

  form.addEventListener("change", (event) => {
    if (event.target.name !== "gate") return;
    for (const list of form.querySelectorAll("select[name=lane], select[name=yard]")) {
      const offered = document.getElementById(`${list.name}s-of-${event.target.value}`);
      if (!offered) continue;
      const chosen = list.value;
      list.replaceChildren(list.options[0], offered.content.cloneNode(true));
      list.value = chosen;
      if (list.value === chosen) continue;
      list.value = ""; // no such place at this gate
      list.closest("details").open = true;
    }
  });
})();
