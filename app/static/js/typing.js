// What is typed is kept while it is typed, and comes back after a reload or a move; the desk hears that
// somebody is writing, and nothing else.
import { drafts, drop, dropAll, keep, rescueDrafts } from "./drafts.js";

const { workshop, seat } = document.body.dataset;

/** The name of the draft of what this form sends, or nothing. */
export function draftOf(form) {
  const box = form.querySelector("[data-draft]:not([name=own])");
  return form.dataset.name || (box?.value.trim() && box.dataset.draft) || "";
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
        const mayBe = Array.from(about?.options || [], (option) => option.value);
        if (mayBe.includes(value)) about.value = value;
      }
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** True if anything has changed. */
async function rescue() {
  const changed = await rescueDrafts();
  for (const box of document.querySelectorAll("[data-draft]")) {
    const before = changed.get(box.dataset.draft);
    if (before !== undefined && box.value === before) box.value = box.defaultValue;
  }
  restore();
  return changed.size > 0;
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
    const isTyped = box.value && box.value !== box.defaultValue; // another tab may hold its words
    if (isTyped && kept.has(box.dataset.draft)) keep(box.dataset.draft, describe(box));
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
export const rescued = seat ? rescue() : Promise.resolve(false);
