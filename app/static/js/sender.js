// Of all tabs of this browser, one sends at a time: a lease that ends by itself, because a tab may
// be gone from one moment to the next. (navigator.locks exists on https only.)
import { uuid } from "./ids.js";
import { leaseOf } from "./kept.js";

const LASTS = 3000; // ms
const RENEWED = 1000;
const LEFT = "touchline:tab";
const me = myself();
let timer = 0;
let isHeld = false;

// The same after a reload, or the page before would be waited for; not the same in a copied tab.
function myself() {
  let known = null;
  try {
    known = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
  } catch {
    // Then the lease ends by itself.
  }
  return known || uuid();
}

window.addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem(LEFT, me);
  } catch {
    // As above.
  }
});

const mine = () => ({ who: me, until: Date.now() + LASTS });

// A lease that ends in the far future was written before the clock was set back.
const isFree = (held) => {
  const left = held ? held.until - Date.now() : 0;
  return !held || held.who === me || left <= 0 || left > 2 * LASTS;
};

async function ask() {
  isHeld = Boolean(await leaseOf((held) => (isFree(held) ? mine() : null)));
  return isHeld;
}

/** False where another tab has taken it over, because this one was held up for too long. */
export const holdsTheRight = () => isHeld;

/** Whether this tab may send now; until `stopSending` it keeps the right. */
export async function maySend() {
  const taken = await ask();
  clearInterval(timer);
  if (taken) timer = setInterval(ask, RENEWED);
  return taken;
}

export function stopSending() {
  clearInterval(timer);
  isHeld = false;
  return leaseOf((held) => (held?.who === me ? { who: "", until: 0 } : null));
}
