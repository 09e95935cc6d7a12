// Notices when the stream is dead, says so in words, and fetches what is this phone's own.

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

let timer = 0;

export function fetchOwn(within) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const own = document.querySelector("[data-own]");
    if (own) htmx.ajax("GET", own.dataset.own, { target: own, swap: "innerMorph" });
  }, Math.random() * within);
}

document.addEventListener("stage-moved", (event) => fetchOwn(Number(event.detail?.data) || 100));
