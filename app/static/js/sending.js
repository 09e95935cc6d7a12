// Every form gets an id of its own, so that sending it twice makes it once; what could not be sent
// is tried again with the same id until the server has it.

const ids = new Map(); // what is being sent → its id, until it is answered
const waiting = new Map(); // form → timer
const FIRST_WAIT = 500;
const LONGEST_WAIT = 3000;

export function uuid() {
  // crypto.randomUUID exists on https only, and a ward may open the page by http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function say(words, isWrong = false) {
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.textContent = words;
  notice.classList.toggle("wrong", isWrong);
}

function fingerprint(ctx) {
  const parts = [];
  for (const [name, value] of ctx.request.body.entries()) {
    if (name !== "key") parts.push(`${name}=${value}`);
  }
  return `${ctx.request.action}?${parts.join("&")}`;
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.request.method !== "POST" || !ctx.request.body?.entries) return;
  ctx.sent = fingerprint(ctx);
  if (!ids.has(ctx.sent)) ids.set(ctx.sent, uuid());
  ctx.request.body.set("key", ids.get(ctx.sent));
});

function source(ctx) {
  return ctx.sourceElement?.isConnected ? ctx.sourceElement : null;
}

function tryAgain(ctx) {
  const element = source(ctx);
  if (!element || document.body.dataset.screen !== "phone") return;
  const tries = Number(element.dataset.tries || 0) + 1;
  element.dataset.tries = tries;
  say(document.body.dataset.kept, true);
  document.body.classList.add("kept");
  const wait = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.7 + Math.random() * 0.6);
  clearTimeout(waiting.get(element));
  waiting.set(
    element,
    setTimeout(() => {
      waiting.delete(element);
      if (!element.isConnected) return;
      const form = element.closest("form");
      if (element === form) form.requestSubmit();
      else element.dispatchEvent(new Event("change", { bubbles: true }));
    }, wait),
  );
}

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (ctx?.request?.method === "POST" && ctx.sent) tryAgain(ctx);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const answer = ctx.response?.raw;
  if (ctx.request.method !== "POST" || !ctx.sent || !answer) return;
  if (answer.status === 503 || answer.status === 502 || answer.status === 504) {
    tryAgain(ctx);
    return;
  }
  ids.delete(ctx.sent);
  document.body.classList.remove("kept");
  const element = source(ctx);
  if (element) delete element.dataset.tries;
  const form = element?.closest("form");
  if (!form) return;
  form.dispatchEvent(
    new CustomEvent(answer.ok ? "touchline:taken" : "touchline:refused", {
      bubbles: true,
      detail: { whole: element === form || element.type === "submit", status: answer.status },
    }),
  );
});

// A form that was taken is emptied; one that was refused keeps its words.
document.addEventListener("touchline:taken", (event) => {
  if (!event.detail.whole) return;
  for (const box of event.target.querySelectorAll("textarea, input[data-draft]")) {
    if (box.name !== "own") box.value = "";
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
