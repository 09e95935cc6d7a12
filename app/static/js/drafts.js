// What is typed is kept on this phone while it is typed, and comes back after a reload or a move.

const workshop = document.body.dataset.workshop;
export const prefix = `touchline:${workshop}:`;
const KEPT_FOR = 24 * 3600 * 1000;

export function keep(name, draft) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // Full or forbidden storage: the words stay in the box.
  }
}

export function drop(name) {
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
      if (!key.startsWith("touchline:")) continue;
      const draft = JSON.parse(localStorage.getItem(key));
      if (Date.now() - draft.at > KEPT_FOR) localStorage.removeItem(key);
      else if (key.startsWith(prefix)) found.set(key.slice(prefix.length), draft);
    }
  } catch {
    // Storage that cannot be read holds no drafts.
  }
  return found;
}

/** The name of the draft of what this form sends, or nothing. */
export function draftOf(form) {
  const box = form.querySelector("[data-draft]:not([name=own])");
  return form.dataset.name || (box?.value.trim() && box.dataset.draft) || "";
}

/** Remembers with the draft under which id it was sent; with nothing, forgets it. */
export function sign(name, sent) {
  const draft = drafts().get(name);
  if (draft) keep(name, { ...draft, key: "", ...sent });
}

function dropAll() {
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
  if (!workshop) return;
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

let lastSign = 0;
const SIGN_EVERY = 4000;

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-draft]");
  if (!box || !workshop) return;
  const name = box.dataset.draft;
  const known = drafts().get(name);
  if (!box.value) drop(name);
  else keep(name, known?.text === box.value ? { ...known, ...describe(box) } : describe(box));
  if (event.isTrusted && box.value && Date.now() - lastSign > SIGN_EVERY) {
    lastSign = Date.now();
    fetch(`/w/${workshop}/phone/writing`, { method: "POST", keepalive: true }).catch(() => {});
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name !== "touchpoint" || !workshop) return;
  const box = event.target.form?.querySelector("[data-draft]");
  if (box?.value) keep(box.dataset.draft, describe(box));
});

document.addEventListener("touchline:taken", (event) => {
  const { whole, box, sent } = event.detail;
  lastSign = 0; // what was sent is no longer being written: the next letter is news
  const boxes = whole ? event.target.querySelectorAll("[data-draft]") : [box];
  for (const each of boxes) {
    if (each.dataset.draft && (whole || each.value === sent)) drop(each.dataset.draft);
  }
  if (event.target.querySelector("[name=what][value=everything]")) dropAll();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-leave]")) dropAll();
});

document.addEventListener("htmx:after:swap", () => restore());
restore();
