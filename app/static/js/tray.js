// What somebody was writing when the room moved on: kept here, to be sent for one more minute; and
// what was sent too late.
import { BESIDE, drafts, drop, giveBack, keep } from "./drafts.js";
import { seat, told } from "./outbox.js";
import { inWords, warn } from "./sending.js";
import { rescued, restore } from "./typing.js";

const tray = document.getElementById("tray");

function shown() {
  return new Set(Array.from(document.querySelectorAll("[data-draft]"), (box) => box.dataset.draft));
}

function currentStage() {
  return document.querySelector("[data-own]")?.id.replace("own-", "") || "";
}

function isLeft(name, draft, visible) {
  if (visible.has(name) || !draft.text?.trim()) return false;
  return Boolean(draft.why || name.startsWith(BESIDE) || (draft.to && draft.stage !== currentStage()));
}

export function fill() {
  if (!tray) return;
  const visible = shown();
  const left = new Map(Array.from(drafts()).filter(([name, draft]) => isLeft(name, draft, visible)));
  for (const card of Array.from(tray.children)) {
    const draft = left.get(card.dataset.name);
    if (!draft || (draft.why || "") !== card.dataset.why) card.remove();
  }
  for (const [name, draft] of left) {
    if (tray.querySelector(`[data-name="${CSS.escape(name)}"]`)) continue;
    tray.append(card(name, draft));
    window.htmx?.process(tray.lastElementChild); // only once it is in the page
  }
  tray.hidden = left.size === 0;
}

function field(form, name, value) {
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = name;
  hidden.value = value;
  form.append(hidden);
}

function card(name, draft) {
  const form = document.createElement("form");
  form.className = "note stack tight";
  form.dataset.name = name;
  form.dataset.why = draft.why || "";
  form.method = "post";
  form.action = draft.to;
  form.setAttribute("hx-post", draft.to);
  form.setAttribute("hx-target", "#notice");
  form.setAttribute("hx-swap", "outerMorph");
  const said = document.createElement("p");
  said.className = "small";
  said.textContent = draft.why || (name.startsWith(BESIDE) ? tray.dataset.beside : tray.dataset.said);
  const box = document.createElement("textarea");
  box.name = draft.as || "text";
  box.dir = "auto";
  box.value = draft.text;
  box.setAttribute("aria-label", said.textContent);
  box.addEventListener("input", () => {
    // What is known of it by now; and emptied, it is not sent.
    if (box.value.trim()) keep(name, { ...draft, ...drafts().get(name), text: box.value });
  });
  field(form, "stage", draft.stage);
  field(form, "touchpoint", draft.touchpoint);
  for (const [name, value] of draft.also || []) field(form, name, value);
  field(form, "key", "");
  field(form, "left_behind", "yes"); // its page shows another stage by now
  const row = document.createElement("div");
  row.className = "bar";
  if (draft.to && !draft.isLate) {
    const send = document.createElement("button");
    send.className = "btn small";
    send.textContent = tray.dataset.send;
    row.append(send);
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn quiet small";
  remove.textContent = tray.dataset.drop;
  remove.addEventListener("click", () => {
    drop(name);
    fill();
  });
  row.append(remove);
  form.append(said, box, row);
  return form;
}

// Refused: the words are the person's, so they go back to where they were written, or stay here.
told.addEventListener("refused", ({ detail: { act, isShown, status, text } }) => {
  if (!act.draft) return;
  const isLate = status === 409;
  const why = isLate && tray ? tray.dataset.late : inWords(text);
  giveBack(act, { why, isLate });
  if (act.seat !== seat) return; // a helper's device sends for several people
  restore();
  fill();
  const names = [act.draft.name, `${BESIDE}${act.id}`];
  const isSaid = Array.from(tray?.children || []).some(({ dataset }) => names.includes(dataset.name));
  if (!isShown && !isSaid) warn(why);
});

// It may belong to what is shown: "Your ideas" has one more.
tray?.addEventListener("touchline:taken", () => document.dispatchEvent(new Event("touchline:sent")));

told.addEventListener("changed", fill);
document.addEventListener("htmx:after:swap", fill);
document.addEventListener("touchline:sent", fill);
fill();
rescued.then(fill);
