// A long form at the desk keeps what is typed in this tab, and gives it back after a reload, a step back
// or a lost connection. Gone with the tab, with signing out, and once the server has it.
const PREFIX = "touchline:form:";
const isAgain = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
const named = (form) => `${PREFIX}${location.pathname}:${form.dataset.keeps}`;
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
  const typed = boxes(form).filter((box) => box.value !== box.defaultValue);
  const fields = typed.map((box) => [box.name, box.defaultValue, box.value]);
  try {
    if (fields.length) sessionStorage.setItem(named(form), JSON.stringify({ isSent, fields }));
    else sessionStorage.removeItem(named(form));
  } catch {
    // Nothing can be kept here.
  }
}

/** Only where the page still says what it said when somebody began to type. */
function restore(form) {
  const draft = kept(form);
  if (!draft) return;
  if (draft.isSent && !isAgain) return sessionStorage.removeItem(named(form));
  const back = draft.fields.filter(([name, was, text]) => {
    const box = boxes(form).find((each) => each.name === name && each.defaultValue === was);
    if (box) box.value = text;
    return box;
  });
  if (!back.length) return;
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("[data-back]")?.removeAttribute("hidden");
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
