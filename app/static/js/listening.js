// Notices when the stream is dead, says so in words, and fetches what is this phone's own.
import { unfinished } from "./drafts.js";

const DEAD_AFTER = 12000;
let heard = Date.now();
const sign = document.getElementById("not-live");
const stream = document.getElementById("live");

function mark(isLive) {
  if (sign) sign.hidden = isLive;
  document.body.classList.toggle("is-not-live", !isLive);
}

if (stream) {
  for (const event of ["htmx:sse:after:connection", "htmx:sse:after:message", "ping"]) {
    document.addEventListener(event, () => {
      heard = Date.now();
      mark(true);
    });
  }
  document.addEventListener("htmx:sse:error", () => mark(false));
  setInterval(() => {
    if (!document.hidden && Date.now() - heard > DEAD_AFTER) mark(false);
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    heard = Date.now();
  });
}

function stageOf(own) {
  return own.id.replace("own-", "");
}

let timer = 0;

export function fetchOwn(within) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const own = document.querySelector("[data-own]");
    if (!own) return;
    const at = unfinished(stageOf(own));
    const address = at ? `${own.dataset.own}?touchpoint=${at}` : own.dataset.own;
    htmx.ajax("GET", address, { target: own, swap: "innerMorph" });
  }, Math.random() * within);
}

document.addEventListener("stage-moved", (event) => fetchOwn(Number(event.detail?.data) || 100));

// After a reload: back to where the half-typed words are, unless another place was asked for.
const own = document.querySelector("[data-own]");
const at = own && !location.search ? unfinished(stageOf(own)) : "";
if (at && own.querySelector("[name=touchpoint]")?.value !== at) fetchOwn(0);
