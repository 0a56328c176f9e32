// What this device keeps, in IndexedDB: facts (its registration, the lists of trucks, the gate's keys), scans that wait,
// and conflicts to be settled. A promise here is kept on the disk when it is answered, not before.
const NAME = "gate-scanner";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("facts");
      const scans = base.createObjectStore("scans", { keyPath: "seq", autoIncrement: true });
      scans.createIndex("officer", "officer");
      scans.createIndex("truck", ["officer", "vehicle"]);
      base.createObjectStore("conflicts", { keyPath: "id" }).createIndex("officer", "officer");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(names, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const all = base.transaction(names, mode, { durability: "strict" });
    let asked = null;
    all.oncomplete = () => resolve(asked?.result);
    all.onabort = () => reject(all.error);
    asked = work(...[names].flat().map((name) => all.objectStore(name)));
    if (mode === "readwrite") all.commit?.(); // at once: a page that is closed now takes nothing back
  });
}

export const fact = (key) => run("facts", "readonly", (facts) => facts.get(key));
export const keepFact = (key, value) => run("facts", "readwrite", (facts) => { facts.put(value, key); });
export const factNames = () => run("facts", "readonly", (facts) => facts.getAllKeys());
export const dropFacts = (keys) => run("facts", "readwrite", (facts) => { for (const key of keys) facts.delete(key); });

export async function keepScan(record) {
  if (record.seq !== undefined) {
    await run("scans", "readwrite", (scans) => { scans.put(record); });
    return record;
  }
  const seq = await run("scans", "readwrite", (scans) => scans.add(record));
  return { ...record, seq };
}

export const scansOf = (officer) => run("scans", "readonly", (scans) => scans.index("officer").getAll(officer));
export const scansOfTruck = (officer, vehicle) =>
  run("scans", "readonly", (scans) => scans.index("truck").getAll([officer, vehicle]));
export const countAll = () => run("scans", "readonly", (scans) => scans.count());

// The answers to a parcel, in one motion: gone are those that the gate has, changed are those that it has not.
export const settle = ({ gone = [], changed = [], conflicts = [] }) =>
  run(["scans", "conflicts"], "readwrite", (scans, waiting) => {
    for (const seq of gone) scans.delete(seq);
    for (const record of changed) scans.put(record);
    for (const conflict of conflicts) waiting.put(conflict);
  });

export const conflictsOf = (officer) =>
  run("conflicts", "readonly", (waiting) => waiting.index("officer").getAll(officer));
export const dropConflict = (id) => run("conflicts", "readwrite", (waiting) => { waiting.delete(id); });
