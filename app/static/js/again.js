// After a restart this phone asks whether all that the server has said to have is still there, and
// offers again what an older backup lacks.
import { backOff } from "./backing-off.js";
import { send } from "./going-out.js";
import { askHere } from "./here.js";
import { keptActs } from "./kept.js";
import { tidyUp } from "./letting-go.js";
import { change, leaveAside, read, seat, told, unsure, untilCopied } from "./outbox.js";
import { warn } from "./sending.js";

const { lost } = document.body.dataset;
const SPREAD = 3000; // ms in which the phones of a room ask
const SPREAD_WAITING = 500; // ms, of those that have something to send
const LOOKS = 200; // ms
const MOST_ASKED = 500; // keys at once

let run = document.body.dataset.run;
let timer = 0;
let due = 0;
let tries = 0;
let isLooking = false;

const keysOf = (act) => act.receipt.split(" ").map((pair) => pair.split("=")[0]);

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
  const others = (await keptActs()).filter((act) => act.state === "saved" && act.slot && !isGone(act));
  const isOutdone = (act) => others.some(({ slot, order }) => slot === act.slot && order > act.order);
  for (const act of acts) {
    const isLost = isGone(act) && act.body && !isOutdone(act);
    const there = { run: asOf, wordsUntil: untilCopied() }; // this life has made no copy yet
    await change(act, () => (isLost ? { state: "waiting", again: act.receipt } : there));
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
  if (lostWords) warn(lost);
  return send();
}

/** Looks after so many ms, or sooner if that was meant already. */
function soon(wait) {
  if (timer && performance.now() + wait > due) return;
  clearTimeout(timer);
  due = performance.now() + wait;
  timer = setTimeout(look, wait);
}

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
  read().then(look).then(tidyUp); // before it lets go of anything
}
