// Keeps what is typed: on this device at once, on the server as a draft when typing pauses, and says which of both.
// A filed declaration that is being changed is kept on this device alone. docs/adr/0057.
(() => {
  "use strict";
  const form = document.getElementById("filing");
  const bar = document.getElementById("keeping");
  if (!form || !bar) return;

  const PAUSE = 2000; // ms after the last change
  const PATIENCE = 15_000; // ms for an answer
  const SLOW = 4_000; // ms for which nobody is told why the form is locked
  const RETRIES = [3_000, 6_000, 15_000, 30_000];
  const FORGET = 14 * 24 * 3_600_000;
  const PREFIX = `filing:${form.dataset.user}:`;
  const OURS = ["csrfmiddlewaretoken", "ticket", "page", "save", "version"];

  const hidden = (name) => form.elements.namedItem(name);
  const entries = (of = form) => [...new FormData(of)].filter(([name, value]) => !OURS.includes(name) && typeof value === "string");
  const snapshot = () => JSON.stringify(entries());
  const asItCame = () => { // whatever was typed before this file was there, or put back by the browser
    const copy = form.cloneNode(true);
    copy.reset();
    return JSON.stringify(entries(copy));
  };
  const slotOf = () => PREFIX + (form.dataset.declaration || `new:${hidden("page").value}`);

  const [way] = performance.getEntriesByType("navigation");
  if (way && way.type !== "navigate") // what the browser itself put back is older than what is kept
    for (const field of form.querySelectorAll("input[autocomplete]:not([autocomplete=off])")) field.value = field.defaultValue;

  let saves = Number(hidden("save").value) || 0;
  let saved = asItCame(); // as it stands on the server, or as the page came
  let timer = 0;
  let busy = null;
  let tries = 0;
  let isOver = !form.dataset.autosave; // nothing more goes to the server by itself

  const say = (what, time, address) => {
    bar.dataset.state = what;
    for (const word of bar.querySelectorAll("[data-say]")) {
      word.hidden = word.dataset.say !== what;
      if (!word.hidden && time) word.querySelector("time").textContent = time;
      if (!word.hidden && address) word.querySelector("a").href = address;
    }
  };

  // On this device

  const keep = (more) => {
    const slot = {
      at: Date.now(), page: hidden("page").value, saves, version: hidden("version").value,
      declaration: form.dataset.declaration || "", filed: "filed" in form.dataset, entries: entries(), ...more,
    };
    try {
      localStorage.setItem(slotOf(), JSON.stringify(slot));
      return true;
    } catch {
      return false; // full, or not allowed here
    }
  };
  const forget = (key) => localStorage.removeItem(key);
  const clock = (at) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(at);

  const slots = () => {
    const found = [];
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      try {
        const slot = JSON.parse(localStorage.getItem(key));
        if (Date.now() - slot.at < FORGET) found.push({ key, ...slot });
        else forget(key);
      } catch {
        forget(key);
      }
    }
    return found.sort((one, other) => other.at - one.at);
  };

  // To the server

  const post = async (address, data) => {
    const answer = await fetch(address, { method: "POST", body: data, signal: AbortSignal.timeout(PATIENCE) });
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { status: answer.status, told };
  };

  const save = () => {
    clearTimeout(timer);
    if (isOver || busy) return busy;
    const now = snapshot();
    if (now === saved) return null;
    saves += 1;
    hidden("save").value = saves;
    keep(); // with its number: a page that ends before the answer is known again by it
    say("saving");
    busy = post(form.dataset.autosave, new FormData(form))
      .then(({ status, told }) => answered(status, told, now))
      .catch(() => again("offline"))
      .finally(() => { busy = null; });
    return busy;
  };

  const answered = (status, told, sent) => {
    if (status === 200) {
      tries = 0;
      saved = sent;
      const before = slotOf();
      adopt(told);
      forget(before);
      if (snapshot() === saved) {
        forget(slotOf());
        say("saved", told.at);
      } else {
        keep();
        later();
      }
    } else if (status === 401 || status === 403) {
      say("signed-out", "", window.location.href);
    } else if (status === 404) {
      stop("gone");
    } else if (status === 409) {
      stop("filed", told.address);
    } else if (status === 412) {
      stop("stale");
      document.getElementById("torn").hidden = false;
    } else {
      again("failed");
    }
  };

  const stop = (what, address) => {
    isOver = true;
    say(what, "", address);
  };

  const again = (what) => {
    say(keep() ? what : "nowhere");
    clearTimeout(timer);
    timer = setTimeout(save, RETRIES[Math.min(tries, RETRIES.length - 1)]);
    tries += 1;
  };

  // The page is from now on that of the draft it made.
  const adopt = (told) => {
    hidden("version").value = told.version;
    document.title = document.title.replace(document.getElementById("title").textContent, told.title);
    document.getElementById("title").textContent = told.title;
    if (form.dataset.declaration === told.id) return;
    form.dataset.declaration = told.id;
    Object.assign(form.dataset, { autosave: told.autosave, findings: told.findings });
    form.action = told.edit;
    window.history.replaceState(window.history.state, "", told.edit + window.location.hash);
    for (const next of document.querySelectorAll(".bar [name=next]")) next.value = told.edit;
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  // What was left here, after the browser was closed or the server was not there

  const dataOf = (slot) => {
    const data = new FormData();
    for (const [name, value] of slot.entries) data.append(name, value);
    for (const name of ["csrfmiddlewaretoken", "ticket"]) data.set(name, hidden(name).value);
    data.set("page", slot.page);
    data.set("save", slot.saves + 1);
    data.set("version", slot.version);
    return data;
  };

  // The same address is read anew, where going to it would only move to the step that it names.
  const goTo = (address) => {
    const { pathname, search, hash } = window.location;
    form.reset(); // or the browser puts back what stood here
    if (pathname + search === address) window.location.reload();
    else window.location.replace(address + hash);
  };

  const unsent = document.getElementById("unsent");
  let taking = null; // what is on its way to the server, with the form locked

  const tellUnsent = () => {
    if (!unsent.hidden) return;
    unsent.hidden = false;
    unsent.scrollIntoView({ block: "center" });
  };

  const takeUp = async (slot) => {
    clearTimeout(timer);
    if (taking) return;
    const mine = (taking = { slot });
    form.inert = true;
    say("saving");
    const slow = setTimeout(tellUnsent, SLOW);
    let answer = { status: 0 };
    try { answer = await post(form.dataset.autosave, dataOf(slot)); } catch { /* no network */ }
    clearTimeout(slow);
    if (mine !== taking) return; // somebody went on without it
    taking = null;
    const { status, told } = answer;
    if (status === 200) {
      forget(slot.key);
      isOver = true;
      saved = snapshot(); // what stands here is older: the end of this page keeps none of it
      sessionStorage.setItem("filing:came-back", JSON.stringify([told.edit, clock(slot.at)]));
      goTo(told.edit);
      return;
    }
    const isDone = status === 409 || (status === 412 && slot.sent); // filed or sent, and the answer was missed
    const isAnswered = isDone || [401, 403, 404, 412].includes(status);
    if (!isAnswered) {
      waiting = slot;
      say("offline");
      tellUnsent();
      timer = setTimeout(tryAgain, RETRIES.at(-1));
      return;
    }
    waiting = null;
    unsent.hidden = true;
    form.inert = false;
    if (isDone) forget(slot.key);
    if (isDone) say("idle");
    else if (status === 412) tear(slot);
    else answered(status, told, "");
  };

  let waiting = null; // what could not be sent; the form stays locked over it, for typing would replace it
  const tryAgain = () => waiting && takeUp(waiting);
  unsent.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unsent]");
    if (!button) return;
    if (button.dataset.unsent === "again") return tryAgain();
    forget((taking?.slot || waiting).key);
    clearTimeout(timer);
    taking = waiting = null;
    unsent.hidden = true;
    form.inert = false;
    say(isOver ? "local" : "idle");
  });

  const tear = (slot) => {
    const torn = document.getElementById("torn");
    torn.hidden = false;
    torn.querySelector("time").textContent = `(${clock(slot.at)})`;
    torn.dataset.slot = slot.key;
    isOver = true;
    say("stale");
    form.inert = true; // typing here would replace what was typed before
    torn.scrollIntoView({ block: "center" });
  };

  const ownDraft = async () => {
    const torn = document.getElementById("torn");
    const slot = slots().find(({ key }) => key === torn.dataset.slot) || { entries: entries(), key: slotOf(), saves: 0 };
    const data = dataOf({ ...slot, page: "", version: "" });
    try {
      const { status, told } = await post(torn.dataset.own, data);
      if (status !== 200) return answered(status, told, "");
      forget(slot.key);
      window.location.assign(told.edit);
    } catch {
      say("offline");
    }
    return null;
  };

  // A change of what is filed is shown again by the server, and sent by nobody but the person.
  const showAgain = (slot) => {
    const other = document.createElement("form");
    other.method = "post";
    other.action = form.action;
    for (const [name, value] of [...dataOf(slot), ["do", "again"]]) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      other.append(input);
    }
    document.body.append(other);
    other.submit();
  };

  const lookBack = () => {
    const [address, time] = JSON.parse(sessionStorage.getItem("filing:came-back") || "[]");
    sessionStorage.removeItem("filing:came-back");
    if (address === window.location.pathname) {
      const note = document.getElementById("again");
      note.hidden = false;
      note.querySelector("time").textContent = `(${time})`;
    }
    if ("answered" in form.dataset) return; // this page shows what was typed already
    if (way?.type === "back_forward" && !way.transferSize && navigator.onLine) { // as it once was, out of a cache
      form.inert = true;
      window.location.reload();
      return;
    }
    if (!form.dataset.declaration && new URLSearchParams(window.location.search).has("like")) return; // a copy was asked for
    const { declaration = "" } = form.dataset;
    const isFiled = "filed" in form.dataset;
    const mine = slots().filter((slot) => slot.declaration === declaration);
    for (const slot of mine.filter((one) => one.filed !== isFiled)) forget(slot.key);
    const slot = mine.find((one) => one.filed === isFiled);
    if (!slot) return;
    const wasFiled = isFiled && slot.sent && Number(hidden("version").value) > Number(slot.version);
    if (wasFiled || JSON.stringify(slot.entries) === saved) forget(slot.key);
    else if (isFiled) showAgain(slot);
    else takeUp(slot);
  };

  // What happens in the page

  const note = () => {
    if (form.inert) return;
    if (snapshot() === saved) {
      if (!busy) forget(slotOf());
      return;
    }
    if (isOver && bar.dataset.state !== "stale" && bar.dataset.state !== "filed" && bar.dataset.state !== "gone") say("local");
    keep(); // at once: the next moment the browser may be closed
    if (!isOver) later();
  };
  const last = () => !form.inert && snapshot() !== saved && keep();
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  window.addEventListener("pagehide", last);
  document.addEventListener("visibilitychange", () => document.hidden && last());
  window.addEventListener("online", () => {
    tries = 0;
    if (waiting) tryAgain();
    else save();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isOver = form.inert = true; // it kept what it had when it was left; now that is an older state
    window.location.reload();
  });
  document.getElementById("torn").addEventListener("click", (event) => {
    const button = event.target.closest("[data-torn]");
    if (!button) return;
    if (button.dataset.torn === "own") ownDraft();
    else {
      forget(document.getElementById("torn").dataset.slot || slotOf());
      isOver = true;
      form.reset();
      saved = snapshot();
      window.location.reload();
    }
  });

  // Whoever signs out leaves nothing here (forget.js forgets it): not at the last moment either.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    isOver = true;
    saved = snapshot();
  });

  // A second press while the first is on its way would do it twice; a press waits for the save that is on its way.
  let sent = 0;
  form.addEventListener("submit", async (event) => {
    if (Date.now() - sent < 8000) {
      event.preventDefault();
      return;
    }
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      const { submitter } = event;
      await Promise.race([busy, new Promise((done) => { setTimeout(done, 5000); })]);
      busy = null;
      form.requestSubmit(submitter);
      return;
    }
    sent = Date.now();
    isOver = true;
    saves += 1;
    hidden("save").value = saves;
    if (snapshot() !== saved) keep({ sent: true });
    saved = snapshot();
  });

  say(isOver ? "local" : "idle");
  lookBack();
  if (!form.inert) note();
})();
