// What is typed is kept on this phone while it is typed, and comes back after a reload or a move.
import { serverNow } from "./clock.js";
import { forgetDraft, isShared, keepDraft, keptDrafts } from "./kept.js";

const { workshop, seat, forgotten } = document.body.dataset;
const ALL = "touchline:draft:";
const prefix = `${ALL}${seat}:`;
const KEPT_FOR = Number(forgotten) * 3600 * 1000;
const WRITTEN_AFTER = 250; // ms: not for every key
const memory = new Map(); // where storage is full or forbidden, or the phone is shared
const unwritten = new Map();
let timer = 0;

// What localStorage holds reaches the disk only when the browser likes: a browser that is killed has
// forgotten the last sentences, and that others were sent. The database forgets neither.
function writeDown(name, draft) {
  unwritten.set(name, { ...draft, name: prefix + name });
  timer = timer || setTimeout(write, WRITTEN_AFTER);
}

function write() {
  clearTimeout(timer);
  timer = 0;
  for (const draft of unwritten.values()) keepDraft(draft);
  unwritten.clear();
}

export function keep(name, draft) {
  const kept = { ...draft, at: serverNow() };
  try {
    if (isShared()) throw new Error("nothing may stay here");
    localStorage.setItem(prefix + name, JSON.stringify(kept));
    memory.delete(name);
  } catch {
    memory.set(name, kept);
  }
  if (!isShared()) writeDown(name, kept);
}

export function drop(name) {
  let wasKept = memory.delete(name);
  try {
    wasKept = localStorage.getItem(prefix + name) !== null || wasKept;
    localStorage.removeItem(prefix + name);
  } catch {
    // Nothing was kept.
  }
  if (!wasKept || isShared()) return;
  writeDown(name, { at: serverNow() }); // no words: it says that they are gone
  write();
}

export function drafts() {
  const found = new Map();
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(ALL)) continue;
      const draft = JSON.parse(localStorage.getItem(key));
      if (serverNow() - draft.at > KEPT_FOR) localStorage.removeItem(key);
      else if (key.startsWith(prefix)) found.set(key.slice(prefix.length), draft);
    }
  } catch {
    // Storage that cannot be read holds no drafts.
  }
  for (const [name, draft] of memory) found.set(name, draft);
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
  return {
    text: box.value,
    to: box.dataset.tray || "",
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
    if (draft?.text && !box.value) {
      box.value = draft.text;
      const about = box.form?.elements.namedItem("touchpoint");
      if (about?.options && draft.touchpoint) about.value = draft.touchpoint;
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
    else if (key.startsWith(prefix) && !(here?.at >= draft.at) && !unwritten.has(name)) {
      if (!draft.text && !here) continue;
      isChanged = true;
      for (const box of document.querySelectorAll("[data-draft]")) {
        if (here && box.dataset.draft === name && box.value === here.text) box.value = "";
      }
      try {
        if (draft.text) localStorage.setItem(key, JSON.stringify(draft));
        else localStorage.removeItem(key);
      } catch {
        memory.set(name, draft);
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
    fetch(`/w/${workshop}/phone/writing`, { method: "POST", keepalive: true }).catch(() => {});
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name !== "touchpoint" || !seat) return;
  const box = event.target.form?.querySelector("[data-draft]");
  if (box?.value) keep(box.dataset.draft, describe(box));
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
