// What this phone gives is kept here before it is sent, goes out in order, and stays until the
// server says that it has it. Whatever breaks in between, each act is done once.
import { backOff } from "./backing-off.js";
import { serverNow } from "./clock.js";
import { uuid } from "./ids.js";
import { forgetAct, keepAct, keptActs } from "./kept.js";
import { isFromTheServer, isStopped, post, stopHanging } from "./posting.js";
import { holdsTheRight, maySend, stopSending } from "./sender.js";

const LONGEST_WAIT = 3000; // ms between two tries
const LONGEST_WAIT_HERE = 1500; // ms, where our own server says that it cannot save just now
const LOOK_AGAIN = 1200; // ms, while another tab is sending
const LOOK_FIRST = 425; // saved by another life of the server: is all of that still there?
const HELD = 500; // ms
const TAPPED_TWICE = 1000; // ms
const EXACT = 2000; // ms, of the moment in a header
const BACKED_UP = Number(document.body.dataset.backedUp) * 60 * 1000;

export const seat = document.body.dataset.seat || "";
export const told = new EventTarget(); // "changed", "away", "saved", "refused", "elsewhere", "held"

let acts = []; // as they were last read
const answered = new Set(); // in this page: whatever a store still says
const forgotten = new Set(); // in this page, for good
const notHere = new Set(); // seats that this browser is not in any more
const expected = new Map(); // id → who waits for the answer, to show it
const prompt = new Set(); // given in this page, and nothing was away since then
let life = document.body.dataset.run || ""; // of the server, that answered last
let newest = 0; // the order of what was given last
let tries = 0;
let timer = 0;
let isRunning = false;
let changing = Promise.resolve();

const isWaiting = (act) => act.state === "waiting" && !answered.has(act.id);
const say = (name, detail) => told.dispatchEvent(new CustomEvent(name, { detail }));

export const isAway = () => tries > 0;
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

async function forget(act) {
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

/** Keeps an act {id, action, body, content, slot, named, draft} and sends it when its turn comes.
 * Answers where it is kept. */
export async function give(act) {
  expected.set(act.id, {});
  if (!isAway()) prompt.add(act.id);
  newest = Math.max(newest, ...acts.map((each) => each.order)) + 1;
  const before = act.slot && waiting().find((each) => each.slot === act.slot && !each.tried);
  const given = { seat, order: newest, at: serverNow(), state: "waiting", tried: false, ...act };
  const kept = keep(given);
  if (before) await forget(before); // it stands in the place of one that was never sent
  const where = await kept;
  send();
  return where;
}

/** Its answer as [Response, text], or nothing once it is clear that it will take longer. */
export function answerTo(id, patience) {
  const known = expected.get(id);
  if (!known || known.answer || known.isLate) {
    expected.delete(id);
    return Promise.resolve(known?.answer || null);
  }
  return new Promise((resolve) => {
    const { tell: before } = known; // two places of a page may wait for the same act
    known.tell = (answer) => {
      before?.(answer);
      resolve(answer);
    };
    setTimeout(() => tell(id, null), patience);
  });
}

/** True when somebody waits for it, to show it. */
function tell(id, answer) {
  const known = expected.get(id);
  if (!known || known.isLate) return false;
  if (known.tell) {
    expected.delete(id);
    known.tell(answer);
  } else if (answer) known.answer = answer;
  else known.isLate = true;
  return Boolean(answer);
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

/** Whether it has arrived or not: the server is told that nothing of it shall be there. */
export async function takeBack(act, named) {
  const id = uuid();
  const place = act.action.replace(/\/phone\/.*/, "/phone");
  const body = new URLSearchParams({ what: "sent", id: act.id, key: id }).toString();
  const back = { id, action: `${place}/withdrawals`, body, content: act.id, slot: "", named };
  answered.add(act.id);
  await keep({ seat: act.seat, order: act.order, at: act.at, state: "waiting", ...back });
  await forget(act);
  send();
}

export async function forgetAll() {
  for (const act of mine()) {
    answered.add(act.id); // if it is on its way, its answer brings nothing back
    await forget(act);
  }
}

/** Tries at once, whatever it was waiting for. */
export function send() {
  clearTimeout(timer);
  run();
}

/** The network or the server is back: what hangs in the old one is tried anew. */
function sendAnew() {
  stopHanging();
  if (next()) send();
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(run, wait);
}

async function run() {
  if (isRunning) return;
  isRunning = true;
  let isSender = false;
  try {
    await read();
    while (next()) {
      if (!isSender) {
        isSender = await maySend();
        await read(); // the tab that sent before may have sent it
      }
      if (!isSender) {
        later(LOOK_AGAIN);
        break;
      }
      const act = next();
      if (act && !(await attempt(act))) break;
      isSender = isSender && holdsTheRight();
      await read();
    }
  } catch (error) {
    later(LONGEST_WAIT);
    setTimeout(() => {
      throw error; // reported, and no reason to stop sending
    });
  } finally {
    isRunning = false;
    if (isSender && tries === 0) stopSending();
    say("changed");
  }
}

/** What goes out next. Nothing newer overtakes what may have to be offered again. */
function next() {
  const waits = acts.filter((act) => isWaiting(act) && !notHere.has(act.seat));
  const held = new Set(unsure().map((act) => act.seat));
  const found = waits.find((act) => !held.has(act.seat));
  if (!found && waits.length) say("held");
  return found;
}

/** Something in between refuses these words, for ever: they go back to their author. */
async function giveUp(act) {
  answered.add(act.id);
  await forget(act);
  say("refused", { act, isShown: false, status: 403, text: document.body.dataset.stopped });
}

/** False when it is to be tried again later. */
async function attempt(act) {
  const marked = act.tried ? null : keepAct({ ...act, tried: true });
  act.tried = true;
  const knows = acts.some((each) => each.state === "saved" && each.seat === act.seat);
  const isLate = Boolean(act.again || act.waited || !prompt.has(act.id));
  const [answer, text] = await post(act, { life: knows ? life : "", isLate });
  await marked;
  if (!isFromTheServer(answer, act)) {
    prompt.clear();
    tell(act.id, null);
    if (await isStopped(answer, act)) {
      await giveUp(act);
      return true;
    }
    say("away", act);
    tries += 1;
    const isHere = answer?.headers.get("touchline-run");
    later(backOff(tries, isHere ? LONGEST_WAIT_HERE : LONGEST_WAIT));
    return false;
  }
  tries = 0;
  document.dispatchEvent(
    new CustomEvent("touchline:run", { detail: answer.headers.get("touchline-run") }),
  );
  if (answer.status === LOOK_FIRST) {
    later(HELD);
    return false;
  }
  if (answer.status === 412 || answer.headers.get("touchline-seat") === "none") {
    notHere.add(act.seat);
    tell(act.id, null);
    say("elsewhere", { act, isOther: answer.status === 412 });
    return true;
  }
  const wasTakenBack = answered.has(act.id);
  answered.add(act.id);
  if (answer.ok) await acknowledge(act, answer, wasTakenBack);
  else await forget(act);
  const isShown = tell(act.id, [answer, text]);
  say(answer.ok ? "saved" : "refused", { act, isShown, status: answer.status, text });
  return true;
}

async function acknowledge(act, answer, wasTakenBack) {
  const receipt = answer.headers.get("touchline-receipt");
  await forgetAct(act.id);
  if (!receipt || wasTakenBack || act.isMomentary) return forget(act);
  const savedBy = Date.parse(answer.headers.get("date")) + EXACT;
  const saved = { state: "saved", savedBy, wordsUntil: untilCopied(), again: "", receipt, run: life };
  return keep({ ...act, ...saved });
}

document.addEventListener("touchline:run", ({ detail }) => {
  life = detail;
});

if (seat) {
  window.addEventListener("storage", (event) => event.key === "touchline:changed" && read());
  window.addEventListener("online", sendAnew);
  window.addEventListener("pageshow", sendAnew);
  document.addEventListener("visibilitychange", () => document.hidden || sendAnew());
  document.addEventListener("resume", sendAnew);
  document.addEventListener("touchline:live", sendAnew);
  window.addEventListener("pagehide", stopSending);
  read().then(send);
}
