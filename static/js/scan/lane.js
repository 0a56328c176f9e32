// The lane where this device stands: chosen once, remembered on it for each gate, shown in the form, sent with every scan.
const select = document.getElementById("lane");
const all = [...(select?.options ?? [])];
let gate = "";

const kept = (write) => {
  try {
    if (write === undefined) return localStorage.getItem(`scan-lane:${gate}`) ?? "";
    localStorage.setItem(`scan-lane:${gate}`, write);
  } catch { /* then it is chosen in every window anew */ }
  return "";
};

// What a scan says of it: nothing where none was chosen.
export const said = () => (select?.value ? { lane: select.value } : {});

// Offer the lanes of this gate, with the one that was chosen here before; one that is closed by now is forgotten.
export function open(code) {
  if (!select) return;
  gate = code;
  const before = select.value;
  select.replaceChildren(...all.filter((option) => !option.value || option.dataset.gate === code));
  select.value = kept() || before;
  if (select.selectedIndex < 0) select.value = "";
}

select?.addEventListener("change", () => kept(select.value));
