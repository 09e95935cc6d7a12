// "All shown" ticks every card, and one unticked card takes the tick off "all shown".

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-selecting]");
  if (!form) return;
  const every = form.querySelector("[data-every]");
  const cards = Array.from(form.querySelectorAll("input[name=item]"));
  if (target === every) for (const card of cards) card.checked = every.checked;
  else if (target.name === "item") every.checked = cards.every((card) => card.checked);
});

// What was dealt with is not selected any more.
document.addEventListener("touchline:taken", ({ target }) => {
  if (!target.matches?.("[data-selecting]")) return;
  for (const box of target.querySelectorAll("input[type=checkbox]")) box.checked = false;
  target.querySelector("[name=name]").value = "";
});
