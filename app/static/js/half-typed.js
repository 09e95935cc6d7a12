// A long form at the desk keeps what is typed in this tab, and gives it back after a reload, a step back
// or a lost connection. Gone with the tab, with signing out, and once the server has it.
const PREFIX = "touchline:form:";
const isAgain = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
const named = (form) => `${PREFIX}${location.pathname}:${form.dataset.keeps}`;
const isAlong = (box) => box.hasAttribute("data-along"); // says whose the others are, whatever stood there
const boxes = (form) =>
  Array.from(form.elements).filter((box) => box.matches("textarea, input:not([type=hidden], [type=radio])"));

function kept(form) {
  try {
    return JSON.parse(sessionStorage.getItem(named(form)));
  } catch {
    return null;
  }
}

function keep(form, isSent = false) {
  const isTyped = (box) => box.value !== box.defaultValue;
  const all = boxes(form).filter((box) => isTyped(box) || isAlong(box));
  const fields = all.map((box) => [box.name, box.defaultValue, box.value]);
  try {
    if (all.some(isTyped)) sessionStorage.setItem(named(form), JSON.stringify({ isSent, fields }));
    else sessionStorage.removeItem(named(form));
  } catch {
    // Nothing can be kept here.
  }
}

/** Only where the page still says what it said when somebody began to type. */
function restore(form) {
  const draft = kept(form);
  if (!draft) return;
  const back = draft.fields.filter(([name, was, text]) => {
    const box = boxes(form).find((each) => each.name === name && each.defaultValue === was);
    if (box) box.value = text;
    return box;
  });
  if (!back.length) return;
  for (const box of boxes(form).filter(isAlong)) {
    box.value = draft.fields.find(([name]) => name === box.name)?.[2] || box.value;
  }
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("[data-back]")?.removeAttribute("hidden");
}

// What was sent is done with, also where its form is not on this page any more.
function tidy() {
  for (const key of isAgain ? [] : Object.keys(sessionStorage)) {
    const isHere = key.startsWith(`${PREFIX}${location.pathname}:`);
    if (isHere && JSON.parse(sessionStorage.getItem(key)).isSent) sessionStorage.removeItem(key);
  }
}

try {
  tidy();
} catch {
  // Nothing can be kept here.
}
for (const form of document.querySelectorAll("form[data-keeps]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => keep(form, true));
  form.querySelector("[data-back] button")?.addEventListener("click", () => {
    sessionStorage.removeItem(named(form));
    for (const box of boxes(form)) box.value = box.defaultValue;
    form.querySelector("[data-back]").hidden = true;
  });
}
document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", () => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
});
