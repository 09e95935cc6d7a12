// What the server has said to have stays here until it is in a backup as well. After a restart this
// phone asks whether all of it is still there, and offers again what an older backup lacks.
import { backOff } from "./backing-off.js";
import { serverNow } from "./clock.js";
import { anyDrafts, tidyDrafts } from "./drafts.js";
import { askHere } from "./here.js";
import { forgetAct, keepAct, keptActs } from "./kept.js";
import { change, leaveAside, read, seat, send, told, unsure } from "./outbox.js";
import { tidyJoined } from "./rejoining.js";
import { say } from "./sending.js";

const { forgotten, lost } = document.body.dataset;
const FORGOTTEN = Number(forgotten || 24) * 3600 * 1000;
const SPREAD = 3000; // ms in which the phones of a room ask
const SPREAD_WAITING = 500; // ms, of those that have something to send
const LOOKS = 200; // ms
const MOST_ASKED = 500; // keys at once
const NO_WORDS = { body: "", content: "", named: "", draft: null };

let run = document.body.dataset.run;
let timer = 0;
let due = 0;
let tries = 0;
let isLooking = false;

const keysOf = (act) => act.receipt.split(" ").map((pair) => pair.split("=")[0]);

/** By whose clock the acts are dated: a page without it asks, so that a phone's own forgets nothing. */
async function now() {
  if (document.body.dataset.now) return serverNow();
  return Date.parse((await askHere("/healthz")).headers.get("date"));
}

/** Lets go of words that are in a backup by now, and of everything after a day; of all seats. */
async function tidy() {
  const acts = await keptActs().catch(() => []);
  if (!acts.length && !(await anyDrafts())) return;
  const then = await now();
  await tidyDrafts(then);
  tidyJoined(then);
  for (const act of acts) {
    if (then - act.at > FORGOTTEN) await forgetAct(act.id);
    else if (act.state === "saved" && act.body && then > act.wordsUntil) {
      await forgetAct(act.id);
      await keepAct({ ...act, ...NO_WORDS });
    }
  }
  await read();
}

/** The keys that are not there; nothing where this browser is not in that seat any more. */
async function missing([{ seat: whose, action }], keys) {
  const address = action.replace(/\/phone\/.*/, "/phone/known");
  const found = new Set();
  for (let first = 0; first < keys.length; first += MOST_ASKED) {
    const asked = keys.slice(first, first + MOST_ASKED).map((key) => ["sent", key]);
    const more = { method: "POST", body: new URLSearchParams(asked), seat: whose };
    const { ok, status, text } = await askHere(address, more);
    if (status === 404 || status === 412) return null;
    if (ok) for (const key of JSON.parse(text).missing) found.add(key);
  }
  return found;
}

/** One seat's acts; answers how many are gone whose words this phone has let go of. */
async function lookAt(acts, asOf) {
  const gone = await missing(acts, acts.flatMap(keysOf));
  if (run !== asOf) return 0; // meanwhile another life has answered: all is asked again
  if (!gone) {
    leaveAside(acts[0].seat);
    return 0;
  }
  const isGone = (act) => keysOf(act).some((key) => gone.has(key));
  const there = (await keptActs()).filter((act) => act.state === "saved" && act.slot && !isGone(act));
  const isOutdone = (act) => there.some(({ slot, order }) => slot === act.slot && order > act.order);
  for (const act of acts) {
    const isLost = isGone(act) && act.body && !isOutdone(act);
    await change(act, isLost ? { state: "waiting", again: act.receipt } : { run: asOf });
  }
  return acts.filter((act) => isGone(act) && !act.body).length;
}

async function look() {
  timer = 0;
  if (isLooking) return soon(LOOKS);
  isLooking = true;
  const bySeat = new Map();
  for (const act of unsure()) bySeat.set(act.seat, [...(bySeat.get(act.seat) || []), act]);
  let lostWords = 0;
  try {
    for (const [whose, acts] of bySeat) {
      const count = await lookAt(acts, run);
      if (whose === seat) lostWords += count;
    }
    tries = 0;
  } catch {
    tries += 1;
    soon(backOff(tries, SPREAD));
  }
  isLooking = false;
  if (lostWords) say(lost, "wrong");
  return send();
}

/** Looks after so many ms, or sooner if that was meant already. */
function soon(wait) {
  if (timer && performance.now() + wait > due) return;
  clearTimeout(timer);
  due = performance.now() + wait;
  timer = setTimeout(look, wait);
}

const tidied = tidy().catch(() => {}); // away: the next page does it
if (seat) {
  document.addEventListener("touchline:run", ({ detail }) => {
    if (detail === run) return;
    run = detail;
    soon(Math.random() * SPREAD);
  });
  // What somebody gives now is not kept waiting by phones that have nothing to send.
  told.addEventListener("held", () => {
    if (!isLooking && !tries) soon(Math.random() * SPREAD_WAITING);
  });
  document.addEventListener("touchline:live", () => {
    if (tries) soon(Math.random() * SPREAD_WAITING);
  });
  tidied.then(look);
  setInterval(() => tidy().catch(() => {}), 60000);
}
