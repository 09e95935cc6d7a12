// What the server has said to have stays here until it is in a copy as well, or for a day; the words of
// all seats of this browser, also on a page without one.
import { serverNow } from "./clock.js";
import { anyDrafts, tidyDrafts } from "./drafts.js";
import { askHere } from "./here.js";
import { forgetAct, keptActs } from "./kept.js";
import { change, read, seat } from "./outbox.js";
import { joinedIs, tidyJoined } from "./rejoining.js";

const FORGOTTEN = Number(document.body.dataset.forgotten || 24) * 3600 * 1000;
const EVERY = 60000; // ms
const NO_WORDS = { body: "", content: "", named: "", draft: null };

/** Which life of the server answers now, its clock, and when its newest copy was begun, where it makes
 * them itself; nothing where it is away. */
async function askWho() {
  const { headers } = await askHere("/healthz").catch(() => ({}));
  if (!headers) return null;
  const copied = headers.get("touchline-copied");
  return {
    life: headers.get("touchline-run"),
    time: Date.parse(headers.get("date")),
    copied: copied === null ? Infinity : Number(copied),
  };
}

const isDue = (act, time) => act.state === "saved" && act.body && time > act.wordsUntil;

/** While the server is down it makes no copies: so only its own word counts, and only if it has not
 * been started anew since these words were saved or looked for. Copies may fail as well. */
const isCopied = (act, { life, time, copied }) =>
  act.run === life && isDue(act, time) && !(copied <= act.savedBy);

/** Lets go of words that are in a backup by now, and of everything after a day; of all seats. */
async function tidy() {
  const acts = await keptActs().catch(() => []);
  const form = joinedIs();
  if (!acts.length && !form.kept && !(await anyDrafts())) return;
  const hasClock = Boolean(document.body.dataset.now); // by a phone's own nothing is forgotten
  const mustAsk = !hasClock || form.due || acts.some((act) => isDue(act, serverNow()));
  const who = mustAsk ? await askWho() : null;
  if (!who && !hasClock) return;
  const time = who ? who.time : serverNow();
  tidyJoined(time, who);
  await tidyDrafts(time);
  for (const act of acts) {
    if (time - act.at > FORGOTTEN) await forgetAct(act.id);
    else if (who && isCopied(act, who)) await change(act, (now) => isCopied(now, who) && NO_WORDS);
  }
  await read();
}

/** Where it fails, the next time or the next page does it. */
export const tidyUp = () => tidy().catch(() => {});

if (seat) setInterval(tidyUp, EVERY);
else tidyUp();
