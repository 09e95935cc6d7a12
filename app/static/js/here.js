// Asks our own server, and believes nobody else: a ward's Wi-Fi answers 200 as well.

const NO_ANSWER = 10000; // ms
const AWAY = [429, 502, 503, 504];
const A_WHILE = 60000; // ms

/** Whether Touchline itself has answered, and can cope just now. */
export function isOurs(answer) {
  return Boolean(answer?.headers.get("touchline-run")) && !AWAY.includes(answer.status);
}

/** The answer to what is asked for the seat of this page. Throws where our server is away. */
export async function askHere(address, { seat = document.body.dataset.seat, signal, ...more } = {}) {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), NO_ANSWER);
  signal?.addEventListener("abort", () => stop.abort());
  const headers = seat ? { "Touchline-Seat": seat } : {};
  try {
    Object.assign(headers, more.headers);
    const answer = await fetch(address, { ...more, headers, signal: stop.signal });
    const text = await answer.text();
    if (!isOurs(answer) || answer.status >= 500) throw new Error("away");
    document.dispatchEvent(new CustomEvent("touchline:run", { detail: answer.headers.get("touchline-run") }));
    return { status: answer.status, ok: answer.ok, text, headers: answer.headers };
  } finally {
    clearTimeout(limit);
  }
}

/** A piece of a page; undefined where this seat is refused. Throws as above. */
export async function fetchFragment(address, signal) {
  const { ok, text } = await askHere(address, { headers: { "HX-Request": "true" }, signal });
  return ok ? text : undefined;
}

/** Loads the page anew, which then says itself what is the matter. But not again and again: false. */
export function loadAnew() {
  try {
    const last = Number(sessionStorage.getItem("touchline:gone"));
    if (Date.now() - last < A_WHILE) return false;
    sessionStorage.setItem("touchline:gone", Date.now());
  } catch {
    return false;
  }
  location.reload();
  return true;
}
