// The server's clock: the page brings it, and every ping.

const loaded = Number(document.body.dataset.now); // as the page came
const SET = 30000; // ms: more than any ping is late, so this phone's clock was set
const LONGEST_SLEEP = 12 * 3600 * 1000; // ms
let known = false;
let base = { server: loaded || Date.now(), wall: Date.now(), steady: performance.now() };

// One clock of a phone may be set, by years; the other stands still while the phone sleeps.
function elapsed() {
  const wall = Date.now() - base.wall;
  const steady = performance.now() - base.steady;
  const wasAsleep = wall >= steady && wall - steady < LONGEST_SLEEP;
  return wasAsleep ? wall : steady;
}

export function serverNow() {
  return base.server + elapsed();
}

document.addEventListener("ping", (event) => {
  const sent = Number(event.detail?.data);
  if (!sent) return;
  const difference = sent - serverNow();
  // A late ping makes the server look behind: the largest difference is the truest.
  if (known && difference <= 0 && difference > -SET) return;
  base = { server: sent, wall: Date.now(), steady: performance.now() };
  known = true;
});
