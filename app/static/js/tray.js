// What somebody was writing when the room moved on: kept here, to be sent for one more minute.
import { drafts, drop } from "./drafts.js";

const tray = document.getElementById("tray");

function shown() {
  return new Set(Array.from(document.querySelectorAll("[data-draft]"), (box) => box.dataset.draft));
}

function currentStage() {
  return document.querySelector("[data-own]")?.id.replace("own-", "") || "";
}

export function fill() {
  if (!tray) return;
  const visible = shown();
  const now = currentStage();
  const left = Array.from(drafts()).filter(
    ([name, draft]) => draft.to && draft.text.trim() && !visible.has(name) && draft.stage !== now,
  );
  const known = new Set(left.map(([name]) => name));
  for (const card of Array.from(tray.children)) {
    if (!known.has(card.dataset.name)) card.remove();
  }
  for (const [name, draft] of left) {
    if (tray.querySelector(`[data-name="${CSS.escape(name)}"]`)) continue;
    tray.append(card(name, draft));
    window.htmx?.process(tray.lastElementChild); // only once it is in the page
  }
  tray.hidden = left.length === 0;
}

function card(name, draft) {
  const form = document.createElement("form");
  form.className = "note stack tight";
  form.dataset.name = name;
  form.method = "post";
  form.action = draft.to;
  form.setAttribute("hx-post", draft.to);
  form.setAttribute("hx-target", "#notice");
  form.setAttribute("hx-swap", "outerMorph");
  const said = document.createElement("p");
  said.className = "small";
  said.textContent = tray.dataset.said;
  const box = document.createElement("textarea");
  box.name = "text";
  box.dir = "auto";
  box.value = draft.text;
  box.setAttribute("aria-label", tray.dataset.said);
  for (const [field, value] of [["stage", draft.stage], ["touchpoint", draft.touchpoint], ["key", ""]]) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = field;
    hidden.value = value;
    form.append(hidden);
  }
  const send = document.createElement("button");
  send.className = "btn small";
  send.textContent = tray.dataset.send;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn quiet small";
  remove.textContent = tray.dataset.drop;
  remove.addEventListener("click", () => {
    drop(name);
    fill();
  });
  const row = document.createElement("div");
  row.className = "bar";
  row.append(send, remove);
  form.append(said, box, row);
  form.addEventListener("touchline:taken", () => {
    drop(name);
    fill();
  });
  form.addEventListener("touchline:refused", (event) => {
    if (event.detail.status !== 409) return; // too long, say: it can be mended and sent
    said.textContent = tray.dataset.late;
    send.remove();
  });
  return form;
}

document.addEventListener("htmx:after:swap", fill);
document.addEventListener("touchline:sent", fill);
fill();
