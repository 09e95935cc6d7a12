// Sends one act once, and says whose answer came back: our server's, nobody's, or that of something
// in between that lets everything through but this.
import { askHere, isOurs } from "./here.js";

const NO_ANSWER = 10000; // ms
const FIRST_ANSWER = 5000; // ms: on a bad line TCP waits twice as long each time; a new connection does not
const HANGS = 2000; // ms
const MOST_BROKEN = 5; // tries for an act with which the server cannot cope
const MOST_STOPPED = 3; // tries for one that something in between answers

const broken = new Map(); // id → how often the server could not cope with it
const stopped = new Map(); // id → how often somebody else answered
let onItsWay = null; // since when, and how to stop it

/** What hangs in a network that is gone is not waited for. */
export function stopHanging() {
  if (onItsWay && performance.now() - onItsWay.since > HANGS) onItsWay.stop();
}

/** The answer and its text; no answer where nobody was reached. `life` is told if it is known. For
 * the first try of all there is less patience. */
export async function post(act, { life, isLate, isFirst }) {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), isFirst ? FIRST_ANSWER : NO_ANSWER);
  onItsWay = { since: performance.now(), stop: () => stop.abort() };
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "HX-Request": "true",
    "Touchline-Seat": act.seat,
  };
  if (life) headers["Touchline-Run"] = life;
  if (act.again) headers["Touchline-Again"] = act.again;
  if (isLate) headers["Touchline-Waited"] = "yes"; // the room may have moved on
  try {
    const { action, body } = act;
    const answer = await fetch(action, { method: "POST", headers, body, signal: stop.signal });
    return [answer, await answer.text()];
  } catch {
    return [null, ""];
  } finally {
    clearTimeout(limit);
    onItsWay = null;
  }
}

function often(counted, id) {
  counted.set(id, (counted.get(id) || 0) + 1);
  return counted.get(id);
}

/** Somebody else may answer as well, such as a Wi-Fi with a page of its own. */
export function isFromTheServer(answer, act) {
  if (!isOurs(answer)) return false;
  return answer.status !== 500 || often(broken, act.id) >= MOST_BROKEN;
}

/** Whether a filter in between refuses these very words, though the server can be reached. */
export async function isStopped(answer, act) {
  const isAnothers = answer && answer.status < 500 && !answer.headers.get("touchline-run");
  if (!isAnothers || often(stopped, act.id) < MOST_STOPPED) return false;
  return askHere("/healthz").then(({ ok }) => ok, () => false);
}
