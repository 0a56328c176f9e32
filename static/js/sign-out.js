// Whoever signs out leaves nothing that he typed on this device.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("filing:")) localStorage.removeItem(key);
});
