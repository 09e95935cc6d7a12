// Against the plan: counts on when the clock has run out or stands still; and the grace after a move.
import { serverNow } from "./clock.js";

function pace() {
  const plan = document.getElementById("pace");
  if (!plan) return;
  const { due, ends, left, behind, ahead, onTime } = plan.dataset;
  const now = serverNow();
  const end = ends ? Math.max(Number(ends), now) : now + 1000 * Number(left);
  const minutes = Math.round((end - Number(due)) / 60000);
  const words = minutes > 0 ? behind : minutes < 0 ? ahead : onTime;
  const said = words.replace("{n}", Math.abs(minutes));
  const sign = plan.querySelector("[data-pace]");
  if (sign.textContent !== said) sign.textContent = said;
  sign.classList.toggle("high", minutes > 1);
}

function grace() {
  for (const sign of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Number(sign.dataset.until) - serverNow()) / 1000);
    sign.hidden = left <= 0;
    sign.querySelector("[data-seconds]").textContent = Math.max(left, 0);
  }
}

function tick() {
  pace();
  grace();
}

if (document.getElementById("plan")) {
  setInterval(tick, 1000);
  document.addEventListener("htmx:after:swap", tick);
  tick();
}
