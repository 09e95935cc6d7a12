// Counters in characters as people count them, at most three words, and one's own word not lost.

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;

export function length(text) {
  return segmenter ? Array.from(segmenter.segment(text)).length : Array.from(text).length;
}

function count(box) {
  const counter = box.parentElement?.querySelector(".counter");
  if (!counter) return;
  const left = Number(box.dataset.longest) - length(box.value.trim());
  const { left: words, tooLong } = document.body.dataset;
  counter.textContent = left < 0 ? `${-left} ${tooLong}` : left < 100 ? `${left} ${words}` : "";
  counter.classList.toggle("wrong", left < 0);
}

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-longest]");
  if (box) count(box);
});

// Three words at most: the others wait until one is taken away.
function limit(group) {
  const boxes = Array.from(group.querySelectorAll("input[type=checkbox]"));
  const own = group.querySelector("input[name=own]");
  const chosen = boxes.filter((box) => box.checked).length + (own?.value.trim() ? 1 : 0);
  const full = chosen >= Number(group.dataset.most);
  for (const box of boxes) box.disabled = full && !box.checked;
}

export function limitAll() {
  document.querySelectorAll("[data-most]").forEach(limit);
}

document.addEventListener("change", (event) => {
  const group = event.target.closest?.("[data-most]");
  if (group) limit(group);
});
document.addEventListener("htmx:after:swap", limitAll);
limitAll();
