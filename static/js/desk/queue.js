// A queue worked by keys: a cursor that j and k move, rows that x selects, and c, h, r for what is selected, or for the
// row of the cursor. The rows are made anew when something changes (live.js); cursor, selection and place stay.
(() => {
  "use strict";
  const form = document.getElementById("changelist-form");
  if (!form) return;
  const KEPT = `desk-cursor:${window.location.pathname}${window.location.search}`;
  const RESTS = 700; // milliseconds on a row before the colleagues are told
  const AGAIN = 20000;
  const MOVES = { c: ["confirm", "pay", "release"], h: ["hold"], r: ["refuse"] };
  const boxes = () => [...form.querySelectorAll("input.action-select")];
  const rows = () => [...form.querySelectorAll("tr[data-check]")];
  const rowOf = (id) => rows().find((row) => row.dataset.check === id);
  const chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  let cursor = null; // the check, and its place for when its row has gone
  let place = 0;
  let busy = false;

  // Selection

  const count = () => {
    const output = form.querySelector("[data-chosen]");
    output.hidden = chosen.size === 0;
    output.textContent = chosen.size;
    const all = document.getElementById("action-toggle");
    if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
  };
  const choose = (box, on) => {
    box.checked = on;
    box.closest("tr").classList.toggle("selected", on);
    if (on) chosen.add(box.value);
    else chosen.delete(box.value);
  };
  form.addEventListener("change", ({ target }) => {
    if (target.id === "action-toggle") for (const box of boxes()) choose(box, target.checked);
    else if (target.matches("input.action-select")) choose(target, target.checked);
    count();
  });

  // The cursor

  const show = () => {
    for (const row of rows()) row.toggleAttribute("data-cursor", row.dataset.check === cursor);
  };
  const stand = (row, focus = true) => {
    if (!row) return;
    cursor = row.dataset.check;
    place = rows().indexOf(row);
    show();
    if (focus) row.querySelector("a.number").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    tell();
  };
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.check === cursor);
    const next = at < 0 ? (cursor ? place : 0) : at + by;
    stand(all[Math.max(0, Math.min(all.length - 1, next))]);
  };
  form.addEventListener("focusin", ({ target }) => {
    const row = target.closest("tr[data-check]");
    if (row && row.dataset.check !== cursor) {
      cursor = row.dataset.check;
      place = rows().indexOf(row);
      show();
      tell();
    }
  });

  // Who looks: said once the cursor rests, and again while it stays

  let resting = 0;
  const said = () => {
    if (!cursor || document.hidden || !rowOf(cursor)) return;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const address = `${form.dataset.look ?? window.location.pathname}${cursor}/look/`;
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  };
  const tell = () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(said, RESTS);
  };
  window.setInterval(said, AGAIN);

  // Rows come and go

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!detail.target.matches("#queue")) return;
    const there = new Set(boxes().map((box) => box.value));
    for (const id of [...chosen]) if (!there.has(id)) chosen.delete(id);
    for (const box of boxes()) choose(box, chosen.has(box.value));
    count();
    if (cursor && !rowOf(cursor)) {
      const next = rows()[Math.min(place, rows().length - 1)];
      cursor = next?.dataset.check ?? null;
      if (next && (document.activeElement === document.body || !document.activeElement)) {
        next.querySelector("a.number").focus({ preventScroll: true });
      }
    }
    show();
  });

  // Acting

  const leave = () => {
    busy = true;
    sessionStorage.setItem(KEPT, JSON.stringify({ cursor, place }));
  };
  form.addEventListener("submit", leave);
  form.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-move]");
    if (link) leave();
  });
  window.addEventListener("pageshow", () => (busy = false));
  const act = (names) => {
    const move = (within, attribute) => names
      .map((name) => within.querySelector(`[${attribute}="${name}"]`)).find(Boolean);
    const button = chosen.size
      ? names.map((name) => form.querySelector(`[data-moves] button[value="${name}"]`)).find(Boolean)
      : cursor && rowOf(cursor) && move(rowOf(cursor), "data-move");
    button?.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !window.deskKeys?.(event)) return;
    const box = cursor && rowOf(cursor)?.querySelector("input.action-select");
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "x" && box && !event.repeat) {
      choose(box, !box.checked);
      count();
    } else if (event.key === "Enter" && event.target === document.body && cursor) {
      rowOf(cursor)?.querySelector("a.number").click();
    } else if (event.key in MOVES && !event.repeat) {
      if (!busy) act(MOVES[event.key]);
    } else return;
    event.preventDefault();
  }, true);

  // Back on the list after an act: on the same row, or on the one that took its place

  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  count();
  for (const box of boxes()) if (box.checked) box.closest("tr").classList.add("selected");
  if (kept?.cursor) stand(rowOf(kept.cursor) ?? rows()[Math.min(kept.place, rows().length - 1)]);
})();
