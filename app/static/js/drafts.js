// What is typed is kept on this phone while it is typed, and comes back after a reload or a move.
import { serverNow } from "./clock.js";
import { DRAFTS, forgetDraft, isShared, keepDraft, keptDrafts } from "./kept.js";

const { workshop, seat, forgotten } = document.body.dataset;
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

/** The name of the draft of what this form sends, or nothing. */
export function draftOf(form) {
  const box = form.querySelector("[data-draft]:not([name=own])");
  return form.dataset.name || (box?.value.trim() && box.dataset.draft) || "";
}

export function dropAll() {
  for (const name of drafts().keys()) drop(name);
}

function describe(box) {
  const form = box.closest("form");
  const value = (name) => form?.elements.namedItem(name)?.value || "";
  const also = (box.dataset.also || "").split(" ").filter(Boolean); // goes along, such as chosen words
  const given = form ? Array.from(new FormData(form)) : [];
  return {
    text: box.value,
    to: box.dataset.tray || "",
    as: box.name,
    also: given.filter(([name]) => also.includes(name)),
    stage: value("stage"),
    touchpoint: value("touchpoint"),
    waited: !document.body.classList.contains("is-live"), // it could not be sent in time
  };
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

export function restore(root = document) {
  if (!seat) return;
  const kept = drafts();
  for (const box of root.querySelectorAll("[data-draft]")) {
    const draft = kept.get(box.dataset.draft);
    if (draft?.text && draft.text !== box.value && box.value === box.defaultValue) {
      box.value = draft.text;
      box.closest("details")?.setAttribute("open", "");
      for (const [name, value] of [["touchpoint", draft.touchpoint], ...(draft.also || [])]) {
        const about = box.form?.elements.namedItem(name);
        if (about?.options && value) about.value = value;
      }
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function lookUp(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** What the database knows better, because the browser was killed. True if anything changed. */
async function rescue() {
  let isChanged = false;
  for (const { name: key, ...draft } of await keptDrafts()) {
    const here = lookUp(key);
    const name = key.slice(prefix.length);
    if (serverNow() - draft.at > KEPT_FOR) await forgetDraft(key);
    else if (key.startsWith(prefix) && !(here?.at >= draft.at) && !unwritten.has(key)) {
      if (!draft.text && !here) continue;
      isChanged = true;
      for (const box of document.querySelectorAll("[data-draft]")) {
        if (here && box.dataset.draft === name && box.value === here.text) box.value = "";
      }
      try {
        if (draft.text) localStorage.setItem(key, JSON.stringify(draft));
        else localStorage.removeItem(key);
      } catch {
        memory.set(key, draft);
      }
    }
  }
  restore();
  return isChanged;
}

const SIGN_EVERY = 4000;
let lastSign = -SIGN_EVERY;

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-draft]");
  if (!box || !seat) return;
  const name = box.dataset.draft;
  if (box.value) keep(name, describe(box));
  else drop(name);
  if (event.isTrusted && box.value && performance.now() - lastSign > SIGN_EVERY) {
    lastSign = performance.now();
    const headers = { "Touchline-Seat": seat };
    fetch(`/w/${workshop}/phone/writing`, { method: "POST", keepalive: true, headers }).catch(() => {});
  }
});

document.addEventListener("change", (event) => {
  if (!seat || event.target.matches("[data-draft]")) return;
  const kept = drafts();
  for (const box of event.target.form?.querySelectorAll("[data-draft]") || []) {
    if (kept.has(box.dataset.draft)) keep(box.dataset.draft, describe(box));
  }
});

document.addEventListener("touchline:taken", (event) => {
  const { whole, box, sent } = event.detail;
  lastSign = -SIGN_EVERY; // what was sent is no longer being written: the next letter is news
  for (const each of whole ? event.target.querySelectorAll("[data-draft]") : [box]) {
    const isSent = !sent || sent.getAll(each.name).includes(each.value);
    if (each.dataset.draft && isSent) drop(each.dataset.draft);
  }
  if (event.target.querySelector("[name=what][value=everything]")) dropAll();
});

document.addEventListener("htmx:after:swap", () => restore());
restore();
window.addEventListener("pagehide", write);
document.addEventListener("visibilitychange", write);
export const rescued = seat ? rescue() : Promise.resolve(false);
