// Who joined after the last copy was made has no seat on a server that was set back to it. The form
// they joined with, posted again, makes the same seat: so it is kept until it is in a copy as well.
import { serverNow } from "./clock.js";
import { askHere } from "./here.js";
import { isShared, JOINED } from "./kept.js";

const { workshop, seat, run, backedUp, forgotten } = document.body.dataset;
const FORGOTTEN = Number(forgotten || 24) * 3600 * 1000;
const UNUSED = 3600 * 1000; // ms

const isOld = (form, time) => !(time - form.at <= FORGOTTEN);

function joined() {
  try {
    return JSON.parse(localStorage.getItem(JOINED));
  } catch {
    return null;
  }
}

function keep(form) {
  try {
    if (!isShared()) localStorage.setItem(JOINED, JSON.stringify(form));
  } catch {
    // Then the four words bring somebody back.
  }
}

export function forgetJoined() {
  try {
    localStorage.removeItem(JOINED);
  } catch {
    // Nothing was kept.
  }
}

/** Whether there is one, and whether it may go by now. */
export function joinedIs() {
  const form = joined();
  return { kept: Boolean(form), due: Boolean(form) && serverNow() > (form.until || form.at + UNUSED) };
}

/** By the server's clock. A copy has it by now, if the server has gone on; or nobody came in by it; or
 * it is too old. `who` is the server, where it has just answered. */
export function tidyJoined(time, who) {
  const form = joined();
  if (!form) return;
  const isCopied = form.run === who?.life && time > form.until && !(who?.copied <= form.savedBy);
  const isDone = form.run ? isCopied : time > form.at + UNUSED;
  if (isDone || isOld(form, time)) forgetJoined();
}

const isItsPage = (form) =>
  location.pathname === `/w/${form.workshop}/phone` || location.pathname.startsWith(`/w/${form.workshop}/phone/`);

/** True where the server lacked this seat, and has it again. Throws where it is away. */
export async function joinAgain() {
  const form = joined();
  if (!form?.run || isShared() || !isItsPage(form)) return false;
  const { headers } = await askHere("/healthz");
  if (isOld(form, Date.parse(headers.get("date")))) return false;
  if (headers.get("touchline-run") === form.run) return false; // it knows why this seat is gone
  const body = new URLSearchParams(form.body);
  return (await askHere(form.where, { method: "POST", body, seat: form.seat })).ok;
}

document.addEventListener("submit", ({ target }) => {
  const { join } = target.dataset;
  if (!join) return;
  const body = new URLSearchParams(new FormData(target)).toString();
  keep({ workshop: join, where: target.getAttribute("action"), body, at: serverNow() });
});

const form = joined();
if (form && seat && form.workshop === workshop && form.run !== run) {
  if (form.seat && form.seat !== seat) forgetJoined();
  else keep({ ...form, seat, run, savedBy: form.savedBy ?? serverNow(), until: serverNow() + Number(backedUp) * 60000 });
}

// The page that says that nobody sits here.
if (form?.run && !seat) {
  joinAgain().then((isBack) => isBack && location.reload()).catch(() => {});
}
