// Over HTTP/1.1 a browser opens six connections to a server, for all its tabs together: so only a
// few of them hold a stream, and the others ask every few seconds.
import { uuid } from "./ids.js";

const KEY = "touchline:streams";
const MOST = 4;
const STALE = 15000; // ms: a tab that has a stream says so with every ping

const tab = uuid();

function others() {
  const known = Object.entries(JSON.parse(localStorage.getItem(KEY) || "{}"));
  const now = Date.now();
  return Object.fromEntries(
    known.filter(([name, at]) => name !== tab && Math.abs(now - at) < STALE),
  );
}

const isOneConnection = /^h[23]/.test(
  performance.getEntriesByType?.("navigation")[0]?.nextHopProtocol || "",
);

/** Whether this tab may hold a stream, beside those of the others. */
export function mayStream() {
  try {
    return isOneConnection || Object.keys(others()).length < MOST;
  } catch {
    return true; // nobody knows of the others
  }
}

let said = -STALE;

/** Told to the other tabs, though not for every letter that comes. */
export function hasStream(isOpen) {
  if (isOpen && performance.now() - said < STALE / 4) return;
  said = isOpen ? performance.now() : -STALE;
  try {
    const known = others();
    if (isOpen) known[tab] = Date.now();
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // As above.
  }
}
