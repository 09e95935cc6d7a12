// Fetches what is this phone's own: the room's pushes leave a place for it.
import { backOff } from "./backing-off.js";
import { unfinished } from "./drafts.js";
import { fetchFragment } from "./here.js";
import { rescued } from "./typing.js";

function stageOf(own) {
  return own.id.replace("own-", "");
}

// The touchpoint somebody is at, by stage: a form pushed to all always begins with the first.
const places = new Map();

function remember() {
  const own = document.querySelector("[data-own]");
  const at = own?.querySelector("input[type=hidden][name=touchpoint]")?.value;
  if (at) places.set(stageOf(own), at);
}

document.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-own]")) remember();
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (/\/phone\/(own|feelings)/.test(ctx.request?.action)) remember();
});

const LONGEST_WAIT = 2000;
let timer = 0;
let tries = 0;
let isWanted = false;
let asking = null;

export function fetchOwn(within) {
  tries = 0;
  isWanted = true;
  ask(Math.random() * within);
}

function ask(wait) {
  clearTimeout(timer);
  timer = setTimeout(bring, wait);
}

async function bring() {
  const own = document.querySelector("[data-own]");
  if (!own || !window.htmx) {
    isWanted = false;
    return;
  }
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const stage = stageOf(own);
  const at = places.get(stage) || unfinished(stage);
  let text = null;
  try {
    const address = `${own.dataset.own}?stage=${stage}&touchpoint=${at}`;
    text = await fetchFragment(address, mine.signal);
  } catch {
    // Away: asked again below.
  }
  if (asking !== mine) return;
  if (text === null) {
    tries += 1;
    ask(backOff(tries, LONGEST_WAIT));
  } else if (!own.isConnected || at !== (places.get(stage) || unfinished(stage))) {
    ask(0);
  } else {
    isWanted = false;
    if (text === undefined) return; // and what stands there is left alone
    await htmx.swap({ text, target: own, sourceElement: own, swap: "innerMorph" });
    remember();
  }
}

/** Changes with what must be fetched anew. */
function sign() {
  const own = document.querySelector("[data-own]");
  return own && `${own.id} ${own.closest("[data-answers]")?.dataset.answers}`;
}

// A page that came before anybody listened hears everything once: its own part it has already.
let asLoaded = document.getElementById("live")?.dataset.known ? null : sign();

document.addEventListener("stage-moved", (event) => {
  const before = asLoaded;
  asLoaded = null;
  if (before && before === sign()) return;
  fetchOwn(Number(event.detail?.data) || 100);
});
document.addEventListener("touchline:sent", () => fetchOwn(200)); // it may show there now
window.addEventListener("online", () => isWanted && ask(0));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) fetchOwn(0);
  else if (isWanted) ask(0);
});

// After a reload: back to where the half-typed words are, unless another place was asked for.
function goBack() {
  const own = document.querySelector("[data-own]");
  const at = own && !location.search ? unfinished(stageOf(own)) : "";
  if (at && places.has(stageOf(own)) && places.get(stageOf(own)) !== at) {
    places.set(stageOf(own), at);
    fetchOwn(0);
  }
}

remember();
goBack();
rescued.then((isChanged) => isChanged && goBack());
