// The guide of a rehearsal stays closed once it was closed, also after another page.
const KEY = "touchline:guide";

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function follow() {
  const guide = document.getElementById("guide");
  if (guide && !guide.dataset.followed) {
    guide.dataset.followed = "yes";
    if (remembered() === "closed") guide.open = false;
  }
}

if (document.body.dataset.screen === "desk") {
  follow();
  document.addEventListener("htmx:after:swap", follow);
  // At the click, because a push may come before the browser tells that it has opened.
  document.addEventListener("click", ({ target }) => {
    const guide = target.closest?.("summary")?.parentElement;
    if (guide?.id !== "guide") return;
    try {
      sessionStorage.setItem(KEY, guide.open ? "closed" : "open");
    } catch {
      // It is closed for now.
    }
  });
}
