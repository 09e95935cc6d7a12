// What this phone gives is kept here before it is sent, in order, and stays until the server says
// that it has it; and for a while after that, in case the server loses it.
import { serverNow } from "./clock.js";
import { uuid } from "./ids.js";
import { forgetAct, keepAct, keptActs } from "./kept.js";

const TAPPED_TWICE = 1000; // ms
const BACKED_UP = Number(document.body.dataset.backedUp) * 60 * 1000;

export const seat = document.body.dataset.seat || "";
export const told = new EventTarget(); // "changed", "away", "saved", "refused", "elsewhere", "held", "listed"

export const answered = new Set(); // in this page: whatever a store still says

let acts = []; // as they were last read
const forgotten = new Set(); // in this page, for good
const notHere = new Set(); // seats that this browser is not in any more
let life = document.body.dataset.run || ""; // of the server, that answered last
let newest = 0; // the order of what was given last
let changing = Promise.resolve();

const isWaiting = (act) => act.state === "waiting" && !answered.has(act.id);
export const say = (name, detail) => told.dispatchEvent(new CustomEvent(name, { detail }));

export const mine = () => acts.filter((act) => act.seat === seat);
export const waiting = () => mine().filter(isWaiting);

/** When what is there now will be in a copy, if the server goes on until then. */
export const untilCopied = () => serverNow() + BACKED_UP;

/** What was saved in another life of the server, and perhaps is not there any more. */
export const unsure = () =>
  acts.filter((act) => act.state === "saved" && act.run !== life && !notHere.has(act.seat));

/** Not before this page is loaded anew: this browser is not in that seat any more. */
export function leaveAside(whose) {
  notHere.add(whose);
}

/** Where the store does not answer, what was read last counts. */
export async function read() {
  acts = await keptActs().catch(() => acts);
  say("changed");
}

async function keep(act) {
  acts = acts.filter((each) => each.id !== act.id).concat([act]);
  acts.sort((a, b) => a.order - b.order);
  const where = await keepAct(act);
  act.where = where;
  changed();
  return where;
}

export async function forget(act) {
  forgotten.add(act.id);
  acts = acts.filter((each) => each.id !== act.id);
  await forgetAct(act.id);
  changed();
}

function changed() {
  say("changed");
  try {
    localStorage.setItem("touchline:changed", uuid()); // other tabs hear of it
  } catch {
    // They look every now and then.
  }
}

/** An act just like the one given last, which still waits: the same act, given once. But two dots
 * are two, unless somebody tapped twice. */
export function sameAsLast({ action, content }) {
  const last = waiting().slice(-1)[0];
  if (last?.action !== action || last.content !== content) return null;
  const isMore = /\/dots(\/withdrawals)?$/.test(action) && serverNow() - last.at > TAPPED_TWICE;
  return isMore ? null : last;
}

/** Behind all that was given before. Answers where it is kept. */
export async function put(act) {
  newest = Math.max(newest, ...acts.map((each) => each.order)) + 1;
  const before = act.slot && waiting().find((each) => each.slot === act.slot && !each.tried);
  const given = { seat, order: newest, at: serverNow(), state: "waiting", tried: false, ...act };
  const kept = keep(given);
  if (before) await forget(before); // it stands in the place of one that was never sent
  return kept;
}

async function changeNow(act, to) {
  const now = acts.find(({ id }) => id === act.id) || act;
  const more = !forgotten.has(act.id) && to(now);
  if (!more) return;
  await forgetAct(act.id); // a full store takes no second copy
  if (forgotten.has(act.id)) return;
  if (more.state === "waiting") answered.delete(act.id);
  await keep({ ...now, ...more });
}

/** Changes what is kept of an act, such as that it is to be offered again: one after the other, by
 * what is kept of it by then, and nothing where it was forgotten meanwhile. */
export function change(act, to) {
  changing = changing.catch(() => {}).then(() => changeNow(act, to));
  return changing;
}

/** In its place, that nothing of it shall be there, whether it has arrived or not. */
export async function putBack(act, named) {
  const id = uuid();
  const place = act.action.replace(/\/phone\/.*/, "/phone");
  const body = new URLSearchParams({ what: "sent", id: act.id, key: id }).toString();
  const back = { id, action: `${place}/withdrawals`, body, content: act.id, slot: "", named };
  answered.add(act.id);
  await keep({ seat: act.seat, order: act.order, at: act.at, state: "waiting", ...back });
  await forget(act);
}

export async function forgetAll() {
  for (const act of mine()) {
    answered.add(act.id); // if it is on its way, its answer brings nothing back
    await forget(act);
  }
}

/** What goes out next. Nothing newer overtakes what may have to be offered again. */
export function next() {
  const waits = acts.filter((act) => isWaiting(act) && !notHere.has(act.seat));
  const held = new Set(unsure().map((act) => act.seat));
  const found = waits.find((act) => !held.has(act.seat));
  if (!found && waits.length) say("held");
  return found;
}

/** The life of the server that all of a seat's saved acts are known to; empty without any. */
export const knownLife = (whose) =>
  acts.some((act) => act.state === "saved" && act.seat === whose) ? life : "";

/** The server has it, and has signed for it. */
export async function acknowledge(act, receipt, savedBy) {
  await forgetAct(act.id); // a full store takes no second copy
  const saved = { state: "saved", savedBy, wordsUntil: untilCopied(), again: "", receipt, run: life };
  return keep({ ...act, ...saved });
}

document.addEventListener("touchline:run", ({ detail }) => {
  life = detail;
});
