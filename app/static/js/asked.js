// A facilitator asks one seat something: the stream says only in which part of the room, and the
// phones of that part fetch what is their own.

import { fetchFragment } from "./here.js";

const asked = () => document.getElementById("asked");

function sign() {
  const part = asked()?.dataset.sixteenth;
  return (part && document.querySelector(`#yours [data-part="${part}"]`)?.dataset.sign) || "";
}

let known = sign();

async function fetchAsked() {
  const place = asked();
  if (!place || !window.htmx) return;
  if (place.contains(document.activeElement) && document.activeElement.matches("textarea")) {
    place.addEventListener("focusout", () => setTimeout(fetchAsked), { once: true });
    return; // what somebody is typing is never replaced
  }
  try {
    const text = await fetchFragment(place.dataset.from);
    if (text) await htmx.swap({ text, target: asked(), sourceElement: asked(), swap: "outerMorph" });
  } catch {
    known = ""; // away: asked again with the next sign
  }
}

function look() {
  const now = sign();
  if (now === known) return;
  known = now;
  setTimeout(fetchAsked, Math.random() * 500);
}

document.addEventListener("yours", look);
document.addEventListener("htmx:after:swap", look);
