// What a screen reader says, and where the focus goes, when the page changes by itself.
import { announce } from "./sending.js";

// The same words once more are a change only if something differs.
document.addEventListener("htmx:before:swap", (event) => {
  const notice = document.getElementById("notice");
  for (const { target, fragment } of event.detail.tasks) {
    const next = fragment?.firstElementChild;
    const isSame = target === notice && next?.textContent === notice.textContent;
    if (isSame && next.textContent && !next.children.length) next.textContent += "\u00a0";
  }
});

function heading() {
  return document.querySelector("[data-own] .title[tabindex]");
}

let headingBefore = heading()?.id;

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { action, method } = ctx.request || {};
  if (method === "POST") document.querySelector("#notice [data-asks]")?.focus();
  const isOther = heading()?.id !== headingBefore;
  headingBefore = heading()?.id;
  if (isOther && /\/phone\/(own|feelings)/.test(action)) heading()?.focus();
});

function whatIsOn() {
  return document.querySelector("[data-own]")?.id || document.querySelector("#task h1")?.textContent;
}

let wasOn = whatIsOn();

document.addEventListener("stage-moved", () => {
  if (whatIsOn() === wasOn) return;
  wasOn = whatIsOn();
  const at = document.querySelector(document.querySelector("[data-own]") ? "#bar span" : "#task h1");
  const title = at?.firstChild?.textContent.trim();
  if (title) announce(title);
});
