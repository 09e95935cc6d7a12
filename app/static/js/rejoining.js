// Who joined after the last copy was made has no seat on a server that was set back to it. The form
// they joined with, posted again, makes the same seat: so it is kept until it is in a copy as well.
import { serverNow } from "./clock.js";
import { askHere } from "./here.js";
import { isShared, JOINED } from "./kept.js";

const { workshop, seat, run, backedUp } = document.body.dataset;

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

/** By the server's clock: a copy has it by now, or nobody came in by it. */
export function tidyJoined(now) {
  const form = joined();
  if (form && now > (form.until || form.at + 3600000)) forgetJoined();
}

/** True where the server lacked this seat, and has it again. Throws where it is away. */
export async function joinAgain() {
  const form = joined();
  if (!form?.run || isShared()) return false;
  const { headers } = await askHere("/healthz");
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
  else keep({ ...form, seat, run, until: serverNow() + Number(backedUp) * 60000 });
}

// The page that says that nobody sits here.
if (form?.run && !seat && location.pathname.startsWith(`/w/${form.workshop}/phone`)) {
  joinAgain().then((isBack) => isBack && location.reload()).catch(() => {});
}
