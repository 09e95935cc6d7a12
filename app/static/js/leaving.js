// Leaving takes everything off this phone; what was not sent yet is asked about first. And on a
// phone that several people use nothing stays at all.
import { dropAll, drafts, keep } from "./drafts.js";
import { isShared, share } from "./kept.js";
import { forgetAll, read, waiting } from "./outbox.js";
import { forgetJoined } from "./rejoining.js";

const form = document.querySelector("[data-leave]")?.form;
const note = document.getElementById("unsent");
let isSure = false;

function unsent() {
  return waiting().length + Array.from(drafts().values()).filter((draft) => draft.text?.trim()).length;
}

form?.addEventListener("submit", async (event) => {
  if (isSure) return;
  event.preventDefault();
  if (unsent() && note.hidden) {
    note.hidden = false;
    note.focus();
    return;
  }
  isSure = true;
  dropAll();
  forgetJoined();
  await forgetAll();
  if (form.requestSubmit) form.requestSubmit();
  else form.querySelector("[data-leave]").click(); // before iOS 16
});

const shared = document.getElementById("shared");
if (shared) {
  shared.checked = isShared();
  shared.closest("[hidden]").hidden = false;
  shared.addEventListener("change", async () => {
    const typed = Array.from(drafts());
    dropAll();
    await share(shared.checked);
    for (const [name, draft] of typed) keep(name, draft);
    await read();
  });
}
