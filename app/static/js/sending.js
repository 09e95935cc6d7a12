// Every form gets an id of its own, so that sending it twice makes it once; what could not be sent
// is tried again with the same id until the server has it.
import { draftOf, drafts, drop, sign } from "./drafts.js";

const ids = new Map(); // what is being sent → its id, until it is answered
const waiting = new Map(); // slot → timer
const tries = new Map(); // id → how often it could not be sent
const newest = new Map(); // slot → the id that counts
const FIRST_WAIT = 500;
const LONGEST_WAIT = 3000;
const AWAY = [502, 503, 504];
const REPLACED = /\/(placements|guesses|words|answers)$/; // the next one stands in place of the one before
const SAVED_APART = ["height", "guess", "word", "own"]; // each of them was sent when it was chosen

export function uuid() {
  // crypto.randomUUID exists on https only, and a ward may open the page by http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function say(words, look = "") {
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.textContent = notice.textContent === words ? `${words}\u00a0` : words;
  notice.className = `notice ${look}`.trim();
}

export function backOff(times) {
  return Math.min(FIRST_WAIT * 2 ** (times - 1), LONGEST_WAIT) * (0.7 + Math.random() * 0.6);
}

function fingerprint(body, without) {
  const parts = [];
  for (const [name, value] of body.entries()) {
    if (!without.includes(name)) parts.push(`${name}=${value}`);
  }
  return parts.sort().join("&");
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const { method, body, action } = ctx.request;
  if (method !== "POST" || !body?.entries) return;
  const element = ctx.sourceElement;
  ctx.sent = `${action}?${fingerprint(body, ["key"])}`;
  const draft = element.matches("form") ? draftOf(element) : "";
  const before = drafts().get(draft);
  ctx.draft = before ? draft : "";
  const written = fingerprint(body, ["key", "go_to", ...SAVED_APART]);
  if (before?.key && before.written === written) {
    ids.set(ctx.sent, before.key);
    // The same words, so the same id: with it, only the same height and chips are taken.
    if (before.sent !== ctx.sent) SAVED_APART.forEach((name) => body.delete(name));
  }
  if (!ids.has(ctx.sent)) ids.set(ctx.sent, uuid());
  ctx.key = ids.get(ctx.sent);
  body.set("key", ctx.key);
  if (before && before.key !== ctx.key) sign(ctx.draft, { key: ctx.key, written, sent: ctx.sent });
  const about = body.get("touchpoint") || body.get("idea");
  ctx.slot = REPLACED.test(action) ? `${action} ${about}` : ctx.key;
  ctx.named = named(element, ctx);
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.slot) newest.set(ctx.slot, ctx.key);
});

// What people would call it.
function named(element, ctx) {
  const about = element.closest("section, .idea")?.querySelector(".title, .strong");
  const said = element.closest("label") || ctx.request.submitter;
  const words = drafts().get(ctx.draft)?.text || (element.dataset.draft ? element.value : said?.innerText);
  return [about?.textContent, words].filter(Boolean).join(": ");
}

function source(ctx) {
  return ctx.sourceElement?.isConnected ? ctx.sourceElement : null;
}

function submit(form, button) {
  const pressed = button?.form === form ? button : null;
  if (form.requestSubmit) form.requestSubmit(pressed);
  else (pressed || form.querySelector("button:not([type=button])")).click(); // before iOS 16
}

function saysKept() {
  return document.getElementById("notice")?.textContent.trim() === document.body.dataset.kept;
}

function tryAgain(ctx) {
  if (document.body.dataset.screen !== "phone" || newest.get(ctx.slot) !== ctx.key) return;
  tries.set(ctx.key, (tries.get(ctx.key) || 0) + 1);
  if (!saysKept()) say(document.body.dataset.kept, "wrong");
  document.body.classList.add("kept");
  clearTimeout(waiting.get(ctx.slot));
  waiting.set(
    ctx.slot,
    setTimeout(() => {
      waiting.delete(ctx.slot);
      const element = source(ctx);
      if (newest.get(ctx.slot) !== ctx.key) return;
      if (!element) post(ctx);
      else if (element.matches("form")) submit(element, ctx.request.submitter);
      else element.dispatchEvent(new Event("change", { bubbles: true }));
    }, backOff(tries.get(ctx.key))),
  );
}

// The room has moved on and taken the form with it: what was sent from it still counts.
async function post(ctx) {
  const draft = drafts().get(ctx.draft);
  if (ctx.draft && draft?.key !== ctx.key) {
    settle(ctx, { ok: true }); // in the tray it was sent, changed or removed
    if (saysKept()) say("");
    return;
  }
  let answer = null;
  try {
    answer = await fetch(ctx.request.action, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: ctx.request.body,
    });
  } catch {
    // Still away.
  }
  if (!answer || AWAY.includes(answer.status)) {
    tryAgain(ctx);
    return;
  }
  settle(ctx, answer);
  const { sent, notSaved } = document.body.dataset;
  if (!answer.ok) {
    say(`${notSaved} ${ctx.named}`, "wrong");
    return;
  }
  say(sent);
  drop(ctx.draft);
  document.dispatchEvent(new Event("touchline:sent"));
}

function settle(ctx, answer) {
  ids.delete(ctx.sent);
  tries.delete(ctx.key);
  if (newest.get(ctx.slot) === ctx.key) newest.delete(ctx.slot);
  if (!waiting.size) document.body.classList.remove("kept");
  if (!answer.ok && ctx.draft) sign(ctx.draft, {});
}

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (ctx?.request?.method === "POST" && ctx.sent) tryAgain(ctx);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const answer = ctx.response?.raw;
  if (ctx.request.method !== "POST" || !ctx.sent || !answer) return;
  if (AWAY.includes(answer.status)) {
    tryAgain(ctx);
    return;
  }
  settle(ctx, answer);
  const element = source(ctx);
  const form = element?.closest("form");
  if (!form) return;
  form.dispatchEvent(
    new CustomEvent(answer.ok ? "touchline:taken" : "touchline:refused", {
      bubbles: true,
      detail: {
        whole: element === form || element.type === "submit",
        box: element,
        sent: ctx.request.body.get(element.name),
        status: answer.status,
      },
    }),
  );
});

// A form that was taken is emptied; one that was refused keeps its words.
document.addEventListener("touchline:taken", (event) => {
  if (!event.detail.whole) return;
  for (const box of event.target.querySelectorAll("textarea, input[data-draft]")) {
    if (box.name === "own") continue;
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A button that says "not now" must not send; it stays in reach of the keyboard.
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
  },
  true,
);
