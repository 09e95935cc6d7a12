// A pause that was asked for comes into sight; a page that asks for news says when it gets none.

document.addEventListener("touchline:taken", (event) => {
  if (!/\/phone\/pause$/.test(event.target.action)) return;
  const panel = document.getElementById("pause");
  panel?.scrollIntoView({ block: "start" });
  panel?.focus({ preventScroll: true });
});

const NO_NEWS_FOR = 12000;
const sign = document.getElementById("not-live");
const asks = document.querySelector("[data-polls]") && !document.getElementById("live");
let heard = Date.now();

if (sign && asks) {
  document.addEventListener("htmx:after:swap", () => {
    heard = Date.now();
    sign.hidden = true;
  });
  setInterval(() => {
    if (!document.hidden && Date.now() - heard > NO_NEWS_FOR) sign.hidden = false;
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    heard = Date.now();
  });
}
