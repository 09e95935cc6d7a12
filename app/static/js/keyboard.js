// Keys and clickers on desk and wall. Never inside a box, and Space never on a button.

const body = document.body;
const sheet = document.getElementById("keys");
const letters = sheet?.querySelector("[data-letters]");

function press(name) {
  const form = document.getElementById(name) || document.querySelector(`form[data-key="${name}"]`);
  const button = form?.querySelector("button");
  if (!button) return;
  const seen = form.querySelector("[data-seen]");
  if (seen) seen.value = document.querySelector("[data-stage]")?.dataset.stage || "";
  const page = form.querySelector("[data-page]");
  if (page && !turned(page)) return;
  const asked = document.querySelector("#notice [data-first]");
  if (name === "next" && asked) asked.click();
  else if (form.requestSubmit) form.requestSubmit(button);
  else button.click(); // before iOS 16
}

const HERE = { join: () => body.classList.toggle("join-large"), dark: turnDark, sheet: open };

// While something stands in front of the stage, the arrows go through it.
const ONE = { next: "one-next", back: "one-back" };
const PAGES = { next: "page-next", back: "page-back" };

function inFront() {
  return document.querySelector("[data-one]") ? ONE : document.querySelector("[data-turns]") ? PAGES : {};
}

// The page that the wall's key asks for; none where there is no other.
function turned(field) {
  const shown = [...document.querySelectorAll("[data-of]")].find((line) => line.checkVisibility?.() ?? true);
  const to = shown ? Number(shown.dataset.at) + Number(field.dataset.page) : -1;
  field.value = to;
  return to >= 0 && to < Number(shown.dataset.of);
}

// The sheet is the list: what is not on it does nothing.
function rowFor(key) {
  const wanted = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  const rows = [...(sheet?.querySelectorAll("[data-keys]") || [])];
  return rows.find((row) => row.dataset.keys.split(" ").includes(wanted));
}

function isTyping(element) {
  return element.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

function isControl(element) {
  return element.closest?.("button, a, summary, [role=button], input");
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const { target, key } = event;
  if (isTyping(target) || sheet?.open) return;
  if (key === " " && isControl(target)) return;
  const row = rowFor(key);
  if (!row || ("letter" in row.dataset && letters && !letters.checked)) return;
  event.preventDefault();
  const { does } = row.dataset;
  if (HERE[does]) HERE[does]();
  else press(inFront()[does] || does);
}

function open() {
  sheet?.showModal?.();
}

function turnDark() {
  const dark = document.documentElement.classList.toggle("dark");
  try {
    localStorage.setItem("touchline:dark", dark ? "yes" : "no");
  } catch {
    // It is dark for now.
  }
}

if (sheet) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open=keys]")) open();
  });
  try {
    letters.checked = localStorage.getItem("touchline:letters") !== "no";
    const dark = localStorage.getItem("touchline:dark") === "yes";
    if (body.dataset.screen === "wall") document.documentElement.classList.toggle("dark", dark);
    letters.addEventListener("change", () => {
      localStorage.setItem("touchline:letters", letters.checked ? "yes" : "no");
    });
  } catch {
    // Without storage each page begins with letters on.
  }
}
