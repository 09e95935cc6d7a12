// When everybody was given a table, each phone asks for its own, spread over a moment.

document.addEventListener("tables-changed", (event) => {
  const within = Number(event.detail?.data) || 100;
  setTimeout(() => {
    document.getElementById("table")?.dispatchEvent(new Event("wanted"));
  }, Math.random() * within);
});
