// Who waits in this page for the answer to an act, to show it.
const expected = new Map(); // id → who waits, or the answer that came before anybody did

export function expect(id) {
  expected.set(id, {});
}

/** Its answer as [Response, text], or nothing once it is clear that it will take longer. */
export function answerTo(id, patience) {
  const known = expected.get(id);
  if (!known || known.answer || known.isLate) {
    expected.delete(id);
    return Promise.resolve(known?.answer || null);
  }
  return new Promise((resolve) => {
    const { tell: before } = known; // two places of a page may wait for the same act
    known.tell = (answer) => {
      before?.(answer);
      resolve(answer);
    };
    setTimeout(() => tell(id, null), patience);
  });
}

/** True when somebody waits for it, to show it. */
export function tell(id, answer) {
  const known = expected.get(id);
  if (!known || known.isLate) return false;
  if (known.tell) {
    expected.delete(id);
    known.tell(answer);
  } else if (answer) {
    known.answer = answer;
  } else {
    known.isLate = true;
  }
  return Boolean(answer);
}
