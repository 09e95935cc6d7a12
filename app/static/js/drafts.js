// What is typed is kept on this phone while it is typed, and comes back after a reload or a move.
import { serverNow } from "./clock.js";
import { isShared } from "./kept.js";

const { workshop, seat, forgotten } = document.body.dataset;
const ALL = "touchline:draft:";
const prefix = `${ALL}${seat}:`;
const KEPT_FOR = Number(forgotten) * 3600 * 1000;
const memory = new Map(); // where storage is full or forbidden, or the phone is shared

export function keep(name, draft) {
  const kept = { ...draft, at: serverNow() };
  try {
    if (isShared()) throw new Error("nothing may stay here");
    localStorage.setItem(prefix + name, JSON.stringify(kept));
    memory.delete(name);
  } catch {
    memory.set(name, kept);
  }
}

export function drop(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(prefix + name);
  } catch {
    // Nothing was kept.
  }
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
  };
}

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
