// What the server has said to have stays here until it is in a backup as well. After a restart this
// phone asks whether all of it is still there, and offers again what an older backup lacks.
import { serverNow } from "./clock.js";
import { forgetAct, keptActs } from "./kept.js";
import { change, mine, read, seat, send } from "./outbox.js";
import { say } from "./sending.js";

const { workshop, backedUp, forgotten, lost } = document.body.dataset;
const BACKED_UP = Number(backedUp) * 60 * 1000;
const FORGOTTEN = Number(forgotten) * 3600 * 1000;
const SPREAD = 3000; // ms in which the phones of a room ask

let run = document.body.dataset.run;
let timer = 0;

const keysOf = (act) => act.receipt.split(" ").map((pair) => pair.split("=")[0]);
const isSaved = (act) => act.state === "saved";

/** Lets go of words that are in a backup by now, and of everything after a day. */
async function tidy() {
  const now = serverNow();
  for (const act of await keptActs()) {
    if (now - act.at > FORGOTTEN) await forgetAct(act.id);
  }
  await read();
  for (const act of mine().filter(isSaved)) {
    if (act.body && now - act.savedAt > BACKED_UP) {
      await change(act, { body: "", content: "", named: "", draft: null });
    }
  }
}

async function missing(acts) {
  const asked = new URLSearchParams();
  for (const act of acts) for (const key of keysOf(act)) asked.append("sent", key);
  const headers = { "Touchline-Seat": seat };
  const answer = await fetch(`/w/${workshop}/phone/known`, { method: "POST", headers, body: asked });
  return new Set((await answer.json()).missing);
}

async function look() {
  const now = run;
  const acts = mine().filter((act) => isSaved(act) && act.run !== now);
  if (!acts.length) return;
  let gone;
  try {
    gone = await missing(acts);
  } catch {
    timer = setTimeout(look, SPREAD);
    return;
  }
  let lostWords = 0;
  for (const act of acts) {
    const isGone = keysOf(act).some((key) => gone.has(key));
    if (isGone && act.body) await change(act, { state: "waiting", again: act.receipt });
    else await change(act, { run: now });
    if (isGone && !act.body) lostWords += 1;
  }
  if (lostWords) say(lost, "wrong");
  send();
}

if (seat) {
  document.addEventListener("touchline:run", ({ detail }) => {
    if (detail === run) return;
    run = detail;
    clearTimeout(timer);
    timer = setTimeout(look, Math.random() * SPREAD);
  });
  tidy().then(look);
  setInterval(tidy, 60000);
}
