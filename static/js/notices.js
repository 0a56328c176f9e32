// How many notices are new, beside their name in the bar: asked when a page opens and each minute while it is looked at.
const bell = document.querySelector("[data-notices]");
const EVERY = 60000;

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(bell.dataset.notices, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return;
    const { shown, said } = await answer.json();
    bell.hidden = !shown;
    bell.firstElementChild.textContent = shown;
    bell.lastElementChild.textContent = said;
  } catch {
    // No network, or signed out meanwhile: what stands there stays until the next time.
  }
}

if (bell) {
  ask();
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
