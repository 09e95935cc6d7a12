// Every form gets an id of its own, so that sending it twice makes it once. On a phone the outbox
// carries it: any form with a place for an id (“key”) is kept first, then sent until it has arrived.
import { answerTo } from "./awaited.js";
import { drop, drafts } from "./drafts.js";
import { give, isAway, takeBack } from "./going-out.js";
import { loadAnew } from "./here.js";
import { uuid } from "./ids.js";
import { sameAsLast, seat, told, waiting } from "./outbox.js";
import { draftOf } from "./typing.js";

const PATIENCE = 3000; // ms in which an answer is shown where the form stood; later it is only said
const SHORTLY = 300; // ms: what cannot be sent now is said to be kept, and not waited for
const REPLACED = /\/(placements|guesses|words|answers)$/; // the next one stands in place of the one before
const MOMENTARY = /\/pause(\/end)?$/; // means now, and nothing later

export function say(words, look = "") {
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.textContent = words && notice.textContent === words ? `${words}\u00a0` : words;
  notice.className = `notice ${look}`.trim();
}

const standing = () => document.getElementById("notice")?.textContent.trim() || "";

let warning = "";
const isWarning = () => warning && standing().includes(warning);

/** Says what went wrong: neither "Sent and saved." for what was given before nor a new stage covers it. */
export function warn(words) {
  warning = words;
  say(words, "wrong");
}

/** Something else is to be read now; but what went wrong, or waits, stays said. */
export function hush() {
  if (standing() && !document.querySelector("#notice.wrong")) say("");
}

/** Says aloud where the room is now. */
export function announce(title) {
  const { moved } = document.body.dataset;
  if (isWarning()) say(moved.replace("{stage}", () => title).replace("{warning}", () => warning), "wrong");
  else say(title, "nhsuk-u-visually-hidden");
}

function content(body) {
  const parts = Array.from(body.entries(), ([name, value]) => `${name}=${value}`);
  return parts.filter((part) => !/^(key|left_behind)=/.test(part)).sort().join("&");
}

// What people would call it.
function named(element, { submitter, action, body }, draft) {
  const about = element.closest("section, .idea")?.querySelector(".title, .strong")?.textContent.trim();
  const said = submitter?.getAttribute("aria-label") || submitter?.innerText;
  let words = draft?.text || element.closest("label")?.innerText || said;
  if (/\/words$/.test(action)) words = body.getAll("word").concat(body.get("own") || []).join(", ");
  words = (words || "").trim();
  return words.includes(about) ? words : [about, words].filter(Boolean).join(": ");
}

const late = new Map(); // id → what htmx would have done with an answer that came in time

function isBusy(place) {
  return Array.from(place.querySelectorAll("textarea, input[data-draft]")).some(
    (box) => box === document.activeElement || (box.value.trim() && box.name !== "own"),
  );
}

/** Shows an answer that came late, if that takes nothing from under anybody's hands. */
async function showLate(act, text) {
  const ctx = late.get(act.id);
  late.delete(act.id);
  if (ctx?.target?.id === "notice") return true; // it would only say so
  if (!ctx?.target?.isConnected || !ctx.sourceElement.isConnected || isBusy(ctx.target)) return false;
  await htmx.swap({ ...ctx, text });
  return true;
}

function carry(ctx) {
  const element = ctx.sourceElement;
  const { action, body } = ctx.request;
  const name = element.matches("form") ? draftOf(element) : "";
  const box = element.querySelector?.("[data-draft]:not([name=own]), textarea");
  const draft = name ? { ...drafts().get(name), name, text: box.value } : null;
  const act = { action, content: content(body), isMomentary: MOMENTARY.test(action) };
  act.waited = Boolean(draft?.waited);
  act.id = sameAsLast(act)?.id || uuid();
  body.set("key", act.id);
  ctx.act = act;
  ctx.fetch = async () => {
    const answer = await answerTo(act.id, isAway() ? SHORTLY : PATIENCE);
    if (!answer) {
      late.set(act.id, { ...ctx });
      return new Response(null, { status: 204 }); // htmx shows nothing for it
    }
    const [{ status, headers }, text] = answer;
    return new Response(text, { status, headers });
  };
  if (waiting().some((each) => each.id === act.id)) return;
  warning = "";
  act.body = new URLSearchParams(body).toString();
  const about = body.get("touchpoint") || body.get("idea");
  act.slot = about && REPLACED.test(action) ? `${action} ${about}` : "";
  act.named = named(element, ctx.request, draft);
  act.draft = draft;
  if (body.get("what") === "everything") for (const each of waiting()) takeBack(each, "");
  give(act).then((where) => name && where !== "memory" && drop(name));
}

// At the desk, what is sent again unchanged before an answer came has the same id.
const ids = new Map();

function mark(ctx) {
  const { action, body } = ctx.request;
  ctx.sent = `${action}?${content(body)}`;
  if (!ids.has(ctx.sent)) ids.set(ctx.sent, uuid());
  body.set("key", ids.get(ctx.sent));
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (seat) ctx.request.headers["Touchline-Seat"] = seat;
  if (ctx.request.method !== "POST" || !ctx.request.body?.entries) return;
  if (seat) carry(ctx);
  else mark(ctx);
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const answer = ctx.response?.raw;
  if (ctx.request.method !== "POST" || !answer) return;
  if (answer.status < 500) ids.delete(ctx.sent);
  const element = ctx.sourceElement;
  const form = element.isConnected && element.closest("form");
  if (!form) return;
  form.dispatchEvent(
    new CustomEvent(answer.ok ? "touchline:taken" : "touchline:refused", {
      bubbles: true,
      detail: {
        whole: element === form || element.type === "submit",
        box: element,
        sent: ctx.request.body,
        status: answer.status,
      },
    }),
  );
});

// A form that was taken is emptied, of what was sent: what was typed since then stays.
document.addEventListener("touchline:taken", (event) => {
  const { whole, sent } = event.detail;
  if (!whole) return;
  for (const box of event.target.querySelectorAll("textarea, input[data-draft]")) {
    if (box.name === "own" || (sent && !sent.getAll(box.name).includes(box.value))) continue;
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

told.addEventListener("away", () => {
  const { kept } = document.body.dataset;
  if (standing() !== kept) say(kept, "wrong");
});

/** Drops what was typed of what is saved now, where it is still kept as half typed: from a box that has
 * left the page meanwhile, beside another box that was sent, or where nothing could be kept. */
function settle({ action, body, draft, where }) {
  const kept = drafts();
  if (draft && where === "memory" && kept.get(draft.name)?.text === draft.text) drop(draft.name);
  if (!/\/(words|feelings)$/.test(action)) return;
  const said = new URLSearchParams(body);
  const own = `own:${said.get("stage")}:${said.get("touchpoint")}`;
  if (kept.has(own) && kept.get(own).text === said.get("own")) drop(own);
}

// A helper's device sends for several people: this page speaks of one of them.
told.addEventListener("saved", async ({ detail: { act, isShown, text } }) => {
  if (act.seat === seat) settle(act);
  if (isShown || act.seat !== seat) return;
  if (!(await showLate(act, text))) document.dispatchEvent(new Event("touchline:sent"));
  if (!waiting().length && !isWarning()) say(document.body.dataset.sent);
});

/** What an answer says, that may be a piece of a page. */
export const inWords = (text) =>
  new DOMParser().parseFromString(text, "text/html").body.textContent.trim().replace(/\s+/g, " ");

told.addEventListener("refused", ({ detail: { act, isShown, status, text } }) => {
  if (isShown || act.draft || act.seat !== seat) return; // words of their own: tray.js
  const { notSaved } = document.body.dataset;
  warn(`${(status !== 409 && inWords(text)) || notSaved} ${act.named}`.trim());
});

// The page was made for a seat that this browser has left: its words wait for whoever comes back.
told.addEventListener("elsewhere", ({ detail: { act } }) => {
  if (act.seat === seat) loadAnew();
});

// A button that says "not now" must not send; it stays in reach of the keyboard.
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
  },
  true,
);
