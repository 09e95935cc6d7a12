// Half-typed words, by name: kept on this phone for a day, or until they are sent.
import { serverNow } from "./clock.js";
import { DRAFTS, forgetDraft, isShared, keepDraft, keptDrafts } from "./kept.js";

const { seat, forgotten } = document.body.dataset;
const prefixOf = (whose) => `${DRAFTS}${whose}:`;
const prefix = prefixOf(seat);
const KEPT_FOR = Number(forgotten || 24) * 3600 * 1000;
export const BESIDE = "late:"; // names of words that have no box of their own any more
const WRITTEN_AFTER = 250; // ms: not for every key
const memory = new Map(); // by whole names; where storage is full or forbidden, or the phone is shared
const unwritten = new Map();
let timer = 0;

// What localStorage holds reaches the disk only when the browser likes: a browser that is killed has
// forgotten the last sentences, and that others were sent. The database forgets neither.
function writeDown(key, draft) {
  unwritten.set(key, { ...draft, name: key });
  timer = timer || setTimeout(write, WRITTEN_AFTER);
}

function write() {
  clearTimeout(timer);
  timer = 0;
  for (const draft of unwritten.values()) keepDraft(draft);
  unwritten.clear();
}

export function keep(name, draft, whose = seat) {
  const key = prefixOf(whose) + name;
  const kept = { ...draft, at: serverNow() };
  try {
    if (isShared()) throw new Error("nothing may stay here");
    localStorage.setItem(key, JSON.stringify(kept));
    memory.delete(key);
  } catch {
    memory.set(key, kept);
  }
  if (!isShared()) writeDown(key, kept);
}

/** Words that were not taken, or were taken back, come back to their author: to the box where they
 * were written, or beside what stands there by now. */
export function giveBack({ id, seat: whose, draft }, more = {}) {
  const there = drafts(whose).get(draft.name);
  const isTaken = there?.text?.trim() && there.text !== draft.text;
  keep(isTaken ? `${BESIDE}${id}` : draft.name, { ...draft, ...more }, whose);
}

export function drop(name) {
  const key = prefix + name;
  let wasKept = memory.delete(key);
  try {
    wasKept = localStorage.getItem(key) !== null || wasKept;
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
  if (!wasKept || isShared()) return;
  writeDown(key, { at: serverNow() }); // no words: it says that they are gone
  write();
}

/** Whether there are any, of anybody. */
export async function anyDrafts() {
  try {
    if (Object.keys(localStorage).some((key) => key.startsWith(DRAFTS))) return true;
  } catch {
    // Storage that cannot be read holds no drafts.
  }
  return (await keptDrafts()).length > 0;
}

/** Removes what is older than a day, wherever it is. */
export async function tidyDrafts(now) {
  for (const { name, at } of await keptDrafts()) if (now - at > KEPT_FOR) await forgetDraft(name);
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(DRAFTS));
    const isKept = (key) => now - lookUp(key)?.at <= KEPT_FOR; // nor what cannot be read
    for (const key of keys) if (!isKept(key)) localStorage.removeItem(key);
  } catch {
    // Storage that cannot be read holds no drafts.
  }
}

export function drafts(whose = seat) {
  const found = new Map();
  const begins = prefixOf(whose);
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(begins)) continue;
      const draft = lookUp(key);
      if (serverNow() - draft?.at <= KEPT_FOR) found.set(key.slice(begins.length), draft);
    }
  } catch {
    // Storage that cannot be read holds no drafts.
  }
  for (const [key, draft] of memory) {
    if (key.startsWith(begins)) found.set(key.slice(begins.length), draft);
  }
  return found;
}

export function dropAll() {
  for (const name of drafts().keys()) drop(name);
}

document.addEventListener("touchline:away", () => {
  for (const [name, draft] of drafts()) if (!draft.waited) keep(name, { ...draft, waited: true });
});

/** The touchpoint where somebody was telling something in this stage, if they have not sent it. */
export function unfinished(stage) {
  const here = Array.from(drafts().values()).filter(
    (draft) => draft.to && draft.touchpoint && draft.stage === stage && draft.text.trim(),
  );
  return here.sort((one, other) => other.at - one.at)[0]?.touchpoint || "";
}

function lookUp(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Takes over what the database knows better, because the browser was killed: names, each with the text
 * that stood here before. */
export async function rescueDrafts() {
  const changed = new Map();
  for (const { name: key, ...draft } of await keptDrafts()) {
    const here = lookUp(key);
    if (serverNow() - draft.at > KEPT_FOR) await forgetDraft(key);
    else if (key.startsWith(prefix) && !(here?.at >= draft.at) && !unwritten.has(key)) {
      if (!draft.text && !here) continue;
      changed.set(key.slice(prefix.length), here?.text);
      try {
        if (draft.text) localStorage.setItem(key, JSON.stringify(draft));
        else localStorage.removeItem(key);
      } catch {
        memory.set(key, draft);
      }
    }
  }
  return changed;
}

window.addEventListener("pagehide", write);
document.addEventListener("visibilitychange", write);
