// Two signs that nobody can confuse: what is only kept on this phone, and what the server has.
import { giveBack } from "./drafts.js";
import { isAway, takeBack } from "./going-out.js";
import { mine, say, told, waiting } from "./outbox.js";
import { fill } from "./tray.js";
import { restore } from "./typing.js";

const place = document.getElementById("outbox");
const list = place?.querySelector("ul");
const pattern = place?.querySelector("template");
const SHOWN_AFTER = 3000; // ms: until then it is simply on its way
const SAID_FOR = 8000; // ms that “saved” stays

const rows = new Map(); // id → its row
const since = new Map(); // id → when it was first seen waiting
const goingBack = new Set(); // ids
let timer = 0;

function row(act) {
  const item = pattern.content.firstElementChild.cloneNode(true);
  item.querySelector("[data-words]").textContent = act.named;
  const bar = item.querySelector(".bar");
  if (!act.draft) bar.remove();
  bar.querySelector("[data-take-back]").addEventListener("click", () => back(act));
  bar.querySelector("[data-change]").addEventListener("click", async () => {
    await back(act);
    giveBack(act);
    restore();
    fill();
  });
  list.append(item);
  rows.set(act.id, item);
}

/** Whoever sees the row gone may close the page: so it stays until that is kept. */
async function back(act) {
  goingBack.add(act.id);
  rows.get(act.id)?.querySelector(".bar")?.remove();
  try {
    await takeBack(act, `${place.dataset.takingBack} ${act.named}`);
  } finally {
    goingBack.delete(act.id);
  }
  drop(act.id);
}

function stand(item, sign) {
  item.dataset.sign = sign;
  item.querySelector("[data-said]").textContent = place.dataset[sign];
}

function show() {
  clearTimeout(timer);
  const now = performance.now();
  const acts = waiting();
  for (const act of acts) {
    if (!since.has(act.id)) since.set(act.id, now);
    if (!rows.has(act.id) && (isAway() || now - since.get(act.id) >= SHOWN_AFTER)) row(act);
    if (rows.has(act.id)) stand(rows.get(act.id), act.where === "memory" ? "open" : "waiting");
  }
  const saved = new Set(mine().map((act) => act.state === "saved" && act.id));
  for (const [id, item] of rows) {
    if (saved.has(id)) settle(id, item);
    else if (!goingBack.has(id) && !acts.some((act) => act.id === id)) drop(id);
  }
  if (acts.some((act) => !rows.has(act.id))) timer = setTimeout(show, SHOWN_AFTER);
  place.hidden = rows.size === 0;
  say("listed");
}

/** What is said to wait here: not what is just on its way. */
export const listed = () => waiting().filter((act) => rows.has(act.id));

function settle(id, item) {
  if (item.dataset.sign === "saved") return;
  item.querySelector(".bar")?.remove();
  stand(item, "saved");
  setTimeout(() => drop(id), SAID_FOR);
}

function drop(id) {
  rows.get(id)?.remove();
  rows.delete(id);
  since.delete(id);
  place.hidden = rows.size === 0;
}

if (place) {
  told.addEventListener("changed", show);
  told.addEventListener("away", show);
  show();
}
