// The wall and a phone, small, on the desk: each in a place of its own, so that ids and styles of the
// desk and theirs do not meet. Nothing in them can be pressed.
import { tell } from "./time-left.js";
import { askHere } from "./here.js";

const screens = document.getElementById("screens");
const places = screens ? [...screens.querySelectorAll("[data-preview]")] : [];
const voice = screens?.querySelector("[data-voice]");
let timer = 0;

async function draw(place) {
  const address = place.dataset.preview.replace("{voice}", voice.value);
  let html = "";
  try {
    const answer = await askHere(address);
    if (!answer.ok) return;
    html = answer.text;
  } catch {
    return; // the desk says that it is not live
  }
  const root = place.shadowRoot || place.attachShadow({ mode: "open" });
  if (place.dataset.drawn === html) return;
  place.dataset.drawn = html;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const sheet = fresh.querySelector("link");
  const body = fresh.querySelector(".preview");
  if (!body) return;
  if (!root.querySelector("link")) root.append(sheet);
  root.querySelector(".preview")?.remove();
  root.append(body);
  tell(root);
}

function drawSoon(wait) {
  if (!screens.open || timer) return;
  timer = setTimeout(() => {
    timer = 0;
    places.forEach(draw);
  }, wait);
}

if (screens) {
  screens.addEventListener("toggle", () => drawSoon(0));
  voice.addEventListener("change", () => drawSoon(0));
  // Whatever reaches the desk may have changed them too.
  document.addEventListener("htmx:after:swap", () => drawSoon(400));
  setInterval(() => drawSoon(0), 5000);
  setInterval(() => places.forEach((place) => place.shadowRoot && tell(place.shadowRoot)), 1000);
}
