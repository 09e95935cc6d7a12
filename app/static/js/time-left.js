// The time left, written into every clock; on the wall a gentle sound when it is over.
import { serverNow } from "./clock.js";

let sounded = "";

function written(seconds) {
  const over = seconds < 0;
  const whole = Math.abs(seconds);
  const rest = String(whole % 60).padStart(2, "0");
  return `${over ? "+" : ""}${String(Math.floor(whole / 60)).padStart(2, "0")}:${rest}`;
}

/** Writes the time left into every clock under this place. */
export function tell(place) {
  for (const clock of place.querySelectorAll(".clock")) {
    const { ends, stands } = clock.dataset;
    const left = ends ? Math.ceil((Number(ends) - serverNow()) / 1000) : Number(stands);
    const words = written(left);
    if (clock.textContent !== words) clock.textContent = words;
    clock.classList.toggle("over", left < 0);
    if (ends && left <= 0 && left > -3) ring(ends);
  }
}

function tick() {
  tell(document);
}

// A gentle sound, on the wall only, once.
function ring(ends) {
  if (document.body.dataset.screen !== "wall" || sounded === ends) return;
  sounded = ends;
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    tone.frequency.value = 528;
    loud.gain.setValueAtTime(0.08, audio.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 1.6);
    tone.connect(loud).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 1.7);
  } catch {
    // A browser that may not play is silent.
  }
}

setInterval(tick, 250);
document.addEventListener("htmx:after:swap", tick);
tick();
