// Dots that wait on this phone stand beside their choice, so that nobody presses again in doubt.
import { told } from "./outbox.js";
import { listed } from "./outbox-list.js";

const GIVEN = /\/phone\/dots(\/withdrawals)?$/;

function waitingAt() {
  const found = new Map();
  for (const { action, body } of listed()) {
    const [isDot, isBack] = action.match(GIVEN) || [];
    const idea = isDot && new URLSearchParams(body).get("idea");
    if (idea) found.set(idea, (found.get(idea) || 0) + (isBack ? -1 : 1));
  }
  return found;
}

function show() {
  const places = document.querySelectorAll("[data-waits]");
  const found = places.length ? waitingAt() : null;
  for (const place of places) {
    const n = found.get(place.dataset.waits) || 0;
    const words = n ? place.dataset.said.replace("{n}", n > 0 ? `+${n}` : `−${-n}`) : "";
    if (place.textContent !== words) place.textContent = words;
  }
}

told.addEventListener("listed", show);
document.addEventListener("htmx:after:swap", show);
show();
