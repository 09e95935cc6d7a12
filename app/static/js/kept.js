// Where this phone keeps what it gives until the server has it: a database (IndexedDB); where that
// is forbidden, broken or full, localStorage; else only the memory of this page.

const NAME = "touchline";
const STORAGE = "touchline:act:";
export const DRAFTS = "touchline:draft:";
export const JOINED = "touchline:joined"; // the form with which somebody came in
const LEASE = "touchline:sender";
const PATIENCE = 2000; // ms until a database that does not answer counts as broken

const asPromise = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const inTime = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(reject, PATIENCE, new DOMException("", "TimeoutError"))),
  ]);

/** A later release may have made it anew while this page stood open: then it is taken as it is. */
async function openDatabase() {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) {
      request.result.createObjectStore("acts", { keyPath: "id" });
      request.result.createObjectStore("lease");
    }
    request.result.createObjectStore("drafts", { keyPath: "name" });
  };
  const isNewer = (error) => error.name === "VersionError";
  const opened = asPromise(request).catch((error) => {
    if (isNewer(error)) return asPromise(indexedDB.open(NAME));
    throw error;
  });
  const database = await inTime(opened);
  database.onclose = letGo;
  database.onversionchange = letGo;
  return database;
}

let connection = null;

function letGo() {
  connection?.then((database) => database.close()).catch(() => {});
  connection = null;
}

/** Does it with the database, opened anew where its connection was lost: while the phone slept, by
 * somebody who cleared what sites keep, or by a page of a later release. */
async function using(does) {
  for (let isSecond = false; ; isSecond = true) {
    connection = connection || openDatabase();
    try {
      return await inTime(does(await connection));
    } catch (error) {
      if (error?.name === "QuotaExceededError") throw error;
      letGo();
      if (isSecond || error?.name === "TimeoutError") throw error;
    }
  }
}

const changing = (name, change) =>
  using(
    (database) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction(name, "readwrite", { durability: "strict" });
        const result = change(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      }),
  );

const everything = (name) =>
  using((database) => asPromise(database.transaction(name).objectStore(name).getAll()));

const inDatabase = {
  kind: "database",
  all: () => everything("acts"),
  put: (act) => changing("acts", (acts) => void acts.put(act)),
  remove: (id) => changing("acts", (acts) => void acts.delete(id)),
  drafts: () => everything("drafts"),
  putDraft: (draft) => changing("drafts", (drafts) => void drafts.put(draft)),
  removeDraft: (name) => changing("drafts", (drafts) => void drafts.delete(name)),
  removeDrafts: () => changing("drafts", (drafts) => void drafts.clear()),
  async lease(decide) {
    let taken = false;
    let failed = null;
    await changing("lease", (lease) => {
      const asked = lease.get("sender");
      asked.onsuccess = () => {
        const wanted = decide(asked.result);
        taken = Boolean(wanted);
        try {
          if (wanted) lease.put(wanted, "sender");
        } catch (error) {
          failed = error;
        }
      };
    });
    if (failed) throw failed;
    return taken;
  },
};

const inStorage = {
  kind: "storage",
  async all() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(STORAGE));
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  },
  async put(act) {
    localStorage.setItem(STORAGE + act.id, JSON.stringify(act));
  },
  async remove(id) {
    localStorage.removeItem(STORAGE + id);
  },
  async lease(decide) {
    const read = () => JSON.parse(localStorage.getItem(LEASE) || "null");
    const wanted = decide(read());
    if (!wanted) return false;
    localStorage.setItem(LEASE, JSON.stringify(wanted));
    // Two may have written at the same moment: the last one has it.
    await new Promise((later) => setTimeout(later, 40 + Math.random() * 40));
    return read()?.who === wanted.who;
  },
};

const memory = new Map();
const inMemory = {
  kind: "memory",
  all: async () => Array.from(memory.values()),
  put: async (act) => void memory.set(act.id, act),
  remove: async (id) => void memory.delete(id),
  lease: async () => true,
};

const SHARED = "touchline:shared";

/** Whether several people use this phone, so that nothing may stay on it. */
export function isShared() {
  try {
    return localStorage.getItem(SHARED) === "yes";
  } catch {
    return false;
  }
}

async function find() {
  if (isShared()) return [inMemory];
  try {
    await using(() => null);
    return [inDatabase, inStorage, inMemory];
  } catch {
    return [inStorage, inMemory];
  }
}

let places = find();

async function first(does) {
  for (const place of await places) {
    try {
      return await does(place);
    } catch {
      // Full, forbidden or broken: the next one.
    }
  }
  return undefined;
}

/** Keeps it, and says where: "database", "storage" or only "memory". */
export function keepAct(act) {
  return first(async (place) => {
    await place.put(act);
    return place.kind;
  });
}

export async function forgetAct(id) {
  for (const place of await places) await place.remove(id).catch(() => {});
}

/** Everything kept, in the order in which it was given. Throws if the database has gone away. */
export async function keptActs() {
  const found = new Map();
  for (const place of await places) {
    const all = place.all();
    for (const act of await (place.kind === "database" ? all : all.catch(() => []))) {
      if (!found.has(act.id)) found.set(act.id, act);
    }
  }
  return Array.from(found.values()).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** Also in the database, if there is one: localStorage reaches the disk only after a while. */
export async function keepDraft(draft) {
  const [place] = await places;
  await place.putDraft?.(draft).catch(() => {});
}

export async function forgetDraft(name) {
  const [place] = await places;
  await place.removeDraft?.(name).catch(() => {});
}

export async function keptDrafts() {
  const [place] = await places;
  return (await place.drafts?.().catch(() => [])) || [];
}

/** Asks for the one lease of this browser; `decide` sees who has it and says what it shall be. */
export function leaseOf(decide) {
  return first((place) => place.lease(decide));
}

/** From now on only in memory, and nothing of anybody stays; or again as usual. */
export async function share(isOn) {
  const acts = await keptActs().catch(() => []);
  if (isOn) {
    for (const act of acts) await forgetAct(act.id);
    await inDatabase.removeDrafts().catch(() => {});
  }
  try {
    const words = (key) => [STORAGE, DRAFTS, JOINED].some((begins) => key.startsWith(begins));
    if (isOn) Object.keys(localStorage).filter(words).forEach((key) => localStorage.removeItem(key));
    if (isOn) localStorage.setItem(SHARED, "yes");
    else localStorage.removeItem(SHARED);
  } catch {
    // Nothing can be kept here anyway.
  }
  places = find();
  await Promise.all(acts.map(keepAct));
}

// Another tab has said so.
window.addEventListener("storage", ({ key }) => {
  if (key === SHARED) places = find();
});
