// A pause that was asked for comes into sight; a page that asks for news says when it gets none.

// It takes no room until its words are there, so only after the swap is there something to show.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.request?.method !== "POST" || !/\/phone\/pause$/.test(ctx.request.action)) return;
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
