// Follows the room: by a stream; where none comes through, by asking; after any break by itself.
// And says in words when it does not.
import { events } from "./events.js";
import { loadAnew } from "./here.js";
import { uuid } from "./ids.js";
import { hasStream, mayStream } from "./open-tabs.js";
import { joinAgain } from "./rejoining.js";

const SILENT = 5000; // ms without a first letter: something in between holds the stream back
const DEAD_AFTER = 12000; // ms without a ping
const DOUBTFUL = 6000; // ms: on waking, a stream that has missed a ping is not waited for
const LONGEST_WAIT = 2000; // ms between two tries
const SAID_AFTER = 1500; // ms: a server that starts anew is back sooner
const ASKED_FOR = 5; // seconds for which the server may hold a question until there is news
const ASKED_EVERY = 3000; // ms, where a question may not be held
const FIRST_PROBE = 30000;
const LAST_PROBE = 300000;
const MOST_BUSY = 4; // tries: a server that starts or stops is there again by then
const FIRST_BUSY = 5000;

const place = document.getElementById("live");
const sign = document.getElementById("not-live");
const asking = document.getElementById("asking");

let known = place?.dataset.known || "";
let tab = uuid(); // by which the server knows the newest page of a seat: the one last looked at
let isOver = false;
let asks = false; // rather than having a stream
let probeAt = 0;
let probeEvery = FIRST_PROBE;
let busyEvery = FIRST_BUSY;
let tries = 0;
let stop = null;
let limit = SILENT;
let heard = [0, 0];
let signTimer = 0;
let wake = () => {};

// A clock that is set and one that stands still while the machine sleeps: the larger is the truth.
const now = () => [performance.now(), Date.now()];
const silence = () => Math.max(...now().map((at, n) => Math.abs(at - heard[n])));

function hear() {
  heard = now();
  limit = DEAD_AFTER;
  tries = 0;
  if (!asks) hasStream(true);
  clearTimeout(signTimer);
  signTimer = 0;
  say(true);
}

function say(isLive) {
  if (sign) sign.hidden = isLive;
  if (asking) asking.hidden = !(isLive && asks);
  const was = document.body.classList.contains("is-live");
  document.body.classList.toggle("is-live", isLive);
  document.body.classList.toggle("is-not-live", !isLive);
  if (isLive && !was) document.dispatchEvent(new Event("touchline:live"));
  if (!isLive) document.dispatchEvent(new Event("touchline:away"));
}

function miss() {
  document.body.classList.remove("is-live");
  if (!signTimer) signTimer = setTimeout(say, SAID_AFTER, false);
}

async function take({ name, data, id }) {
  try {
    if (name) place.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { data } }));
    else await htmx.swap({ text: data, target: place, sourceElement: place, swap: "none" });
  } catch (error) {
    setTimeout(() => {
      throw error; // reported, and no reason to stop listening
    });
  }
  if (id) known = id;
}

/** Asks once, or for as long as it lasts: "ended", "woken", "silent", "refused", "busy", "gone" or "away". */
async function listen(address, headers, patience) {
  const mine = new AbortController();
  let why = "away";
  stop = (reason) => {
    why = reason;
    mine.abort();
  };
  heard = now();
  limit = patience;
  try {
    const { seat } = document.body.dataset;
    if (seat) headers["Touchline-Seat"] = seat;
    const answer = await fetch(address, { headers, signal: mine.signal, cache: "no-store" });
    const run = answer.headers.get("touchline-run");
    if (!run) return "away"; // a Wi-Fi's own page, or a proxy whose server is gone
    if (answer.status === 404) return "gone";
    if (answer.status === 503) return "busy";
    if (!answer.ok) return "refused";
    document.dispatchEvent(new CustomEvent("touchline:run", { detail: run }));
    for await (const event of events(answer, hear)) {
      await take(event);
      if (isOver) break;
    }
    return "ended";
  } catch {
    return why;
  } finally {
    stop = null;
    mine.abort();
    if (!asks) hasStream(false);
  }
}

function stream() {
  const headers = { Accept: "text/event-stream" };
  if (known) headers["Last-Event-ID"] = known;
  return listen(`${place.dataset.follow}&tab=${tab}`, headers, SILENT);
}

function ask() {
  const wait = mayStream() ? ASKED_FOR : 0;
  const address = place.dataset.follow.replace("/live?", "/since?");
  return listen(`${address}&tab=${tab}&known=${known}&wait=${wait}`, {}, DEAD_AFTER);
}

// Back to the page: it says itself why there is nothing more to follow. But not again and again.
async function leave() {
  isOver = true;
  if (await joinAgain().catch(() => false)) location.reload();
  else if (!loadAnew()) say(false);
}

const pause = (ms) =>
  new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, ms);
  });

function next(result) {
  if (result === "gone") return leave();
  if (result === "busy" && !asks && tries >= MOST_BUSY) {
    asks = true; // too many have a stream already, it seems
    probeAt = performance.now() + busyEvery;
    busyEvery = Math.min(2 * busyEvery, LAST_PROBE);
    tries = 0;
    return null;
  }
  if (result === "silent" || (result === "refused" && !asks)) {
    asks = true;
    probeAt = performance.now() + probeEvery;
    probeEvery = Math.min(2 * probeEvery, LAST_PROBE);
    return null;
  }
  if (result === "woken") return null;
  if (asks && result === "ended") {
    if (mayStream() && performance.now() > probeAt) asks = false;
    return mayStream() ? null : pause(ASKED_EVERY);
  }
  miss();
  tries += 1;
  if (asks && tries > 2) asks = false;
  return pause(Math.random() * Math.min(LONGEST_WAIT, 250 * 2 ** tries));
}

async function follow() {
  while (!isOver) {
    while (document.hidden) await pause(60000);
    if (!asks && !mayStream()) asks = true;
    const result = asks ? await ask() : await stream();
    if (!asks && result === "ended") [probeEvery, busyEvery] = [FIRST_PROBE, FIRST_BUSY];
    if (!isOver && !document.hidden) await next(result);
  }
}

function look() {
  if (!stop || silence() <= limit) return;
  if (limit !== SILENT) say(false); // quiet for long enough
  stop(limit === SILENT ? "silent" : "away");
}

function comeBack() {
  if (document.hidden) return;
  if (stop && silence() > DOUBTFUL) stop("woken");
  wake();
}

/** Somebody looks at this page again: it takes the place of those opened since. */
function showAgain() {
  if (isOver) return location.reload();
  tab = uuid();
  return comeBack();
}

/** Another page of the same seat follows the room now. */
export function stopFollowing() {
  isOver = true;
  stop?.("over");
}

if (place && window.htmx) {
  setInterval(look, 1000);
  window.addEventListener("online", comeBack);
  window.addEventListener("pageshow", (event) => event.persisted && showAgain());
  document.addEventListener("resume", comeBack);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop?.("hidden");
    else showAgain();
  });
  window.addEventListener("pagehide", () => hasStream(false));
  follow();
}

// Only now is it known that this page follows the room.
if (window.htmx) document.documentElement.classList.add("runs");
