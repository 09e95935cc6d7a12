// How long to wait before trying again: longer each time up to a limit, and never all at once.

const FIRST_WAIT = 500;

export function backOff(times, longest) {
  const most = Math.min(FIRST_WAIT * 2 ** (times - 1), longest);
  return most * (0.5 + Math.random() * 0.5);
}
