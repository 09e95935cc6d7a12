// What waits in the outbox goes out, one after the other, and again until the server says that it
// has it. Whatever breaks in between, each act is done once.
import { expect, tell } from "./awaited.js";
import { backOff } from "./backing-off.js";
import { keepAct } from "./kept.js";
import {
  acknowledge,
  answered,
  forget,
  knownLife,
  leaveAside,
  next,
  put,
  putBack,
  read,
  say,
  seat,
} from "./outbox.js";
import { isFromTheServer, isStopped, post, stopHanging } from "./posting.js";
import { holdsTheRight, maySend, stopSending } from "./sender.js";

const LONGEST_WAIT = 3000; // ms between two tries
const LONGEST_WAIT_HERE = 1500; // ms, where our own server says that it cannot save just now
const LOOK_AGAIN = 1200; // ms, while another tab is sending
const LOOK_FIRST = 425; // saved by another life of the server: is all of that still there?
const HELD = 500; // ms
const EXACT = 2000; // ms, of the moment in a header

const prompt = new Set(); // given in this page, and nothing was away since then
let tries = 0;
let timer = 0;
let isRunning = false;

export const isAway = () => tries > 0;

/** Keeps an act {id, action, body, content, slot, named, draft} and sends it when its turn comes.
 * Answers where it is kept. */
export async function give(act) {
  expect(act.id);
  if (!isAway()) prompt.add(act.id);
  const where = await put(act);
  send();
  return where;
}

/** Whether it has arrived or not: the server is told that nothing of it shall be there. */
export async function takeBack(act, named) {
  await putBack(act, named);
  send();
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
  const isLate = Boolean(act.again || act.waited || !prompt.has(act.id));
  const [answer, text] = await post(act, { life: knownLife(act.seat), isLate, isFirst: tries === 0 });
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
    leaveAside(act.seat);
    tell(act.id, null);
    say("elsewhere", { act, isOther: answer.status === 412 });
    return true;
  }
  const wasTakenBack = answered.has(act.id);
  answered.add(act.id);
  const receipt = answer.headers.get("touchline-receipt");
  const savedBy = Date.parse(answer.headers.get("date")) + EXACT;
  if (answer.ok && receipt && !wasTakenBack && !act.isMomentary) {
    await acknowledge(act, receipt, savedBy);
  } else {
    await forget(act);
  }
  const isShown = tell(act.id, [answer, text]);
  say(answer.ok ? "saved" : "refused", { act, isShown, status: answer.status, text });
  return true;
}

/** What another tab keeps is sent from here if that tab is gone: nobody else may have heard of it. */
async function hearOfAnother({ key }) {
  if (key !== "touchline:changed") return;
  await read();
  if (next()) later(LOOK_AGAIN);
}

if (seat) {
  window.addEventListener("storage", hearOfAnother);
  window.addEventListener("online", sendAnew);
  window.addEventListener("pageshow", sendAnew);
  document.addEventListener("visibilitychange", () => document.hidden || sendAnew());
  document.addEventListener("resume", sendAnew);
  document.addEventListener("touchline:live", sendAnew);
  window.addEventListener("pagehide", stopSending);
  read().then(send);
}
