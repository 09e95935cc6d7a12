// Before sending, the phone points out what may tell who somebody is. It never blocks and never
// changes a word: "send it as it is" always stands beside "change it".
import { identifying } from "./identifying.js";
import { hush } from "./sending.js";

const said = new WeakMap(); // box → the text that was to be sent as it is

function boxes(form) {
  return Array.from(form.querySelectorAll("textarea[name=text], [name=title]"));
}

function sendAgain(form, button) {
  if (form.requestSubmit) form.requestSubmit(button?.form === form ? button : null);
  else (button || form.querySelector("button")).click(); // before iOS 16
}

function noteOf(form) {
  return form.querySelector(".noticed");
}

function button(words, look, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = words;
  made.addEventListener("click", does);
  return made;
}

function point(form, box, found, submitter) {
  const { mayTell, mayTellHelp, changeIt, sendAsItIs } = document.body.dataset;
  noteOf(form)?.remove();
  hush(); // an older "Saved." would seem to be about these words
  const note = document.createElement("div");
  note.className = "noticed note stack tight";
  note.setAttribute("role", "group");
  note.tabIndex = -1;
  const what = document.createElement("p");
  what.className = "strong";
  what.append(`${mayTell} `);
  found.forEach((words, n) => {
    const mark = document.createElement("mark");
    mark.dir = "auto";
    mark.textContent = words;
    what.append(n ? ", " : "", mark);
  });
  const help = document.createElement("p");
  help.textContent = mayTellHelp;
  const row = document.createElement("div");
  row.className = "bar";
  row.append(
    button(changeIt, "btn small", () => {
      note.remove();
      box.focus();
    }),
    button(sendAsItIs, "btn quiet small", () => {
      said.set(box, box.value);
      note.remove();
      sendAgain(form, submitter);
    }),
  );
  note.append(what, help, row);
  box.after(note);
  note.focus();
  note.scrollIntoView?.({ block: "nearest" });
}

function onSubmit(event) {
  const form = event.target;
  if (event.submitter && ["left", "yes", "no"].includes(event.submitter.value)) return;
  for (const box of boxes(form)) {
    if (said.get(box) === box.value) continue;
    let found = [];
    try {
      found = identifying(box.value, document.documentElement.lang);
    } catch {
      // An old browser that does not know these patterns sends as before.
    }
    if (!found.length) continue;
    event.preventDefault();
    event.stopPropagation();
    point(form, box, found, event.submitter);
    return;
  }
  noteOf(form)?.remove();
}

if (document.body.dataset.mayTell) document.addEventListener("submit", onSubmit, true);
