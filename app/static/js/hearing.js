// A word can be heard, in the page's language, where the phone can speak.

if (window.speechSynthesis && window.SpeechSynthesisUtterance) {
  document.documentElement.classList.add("speaks");
  document.addEventListener("click", (event) => {
    const word = event.target.closest?.("[data-hear]")?.dataset.hear;
    if (!word) return;
    const said = new SpeechSynthesisUtterance(word);
    said.lang = document.documentElement.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(said);
  });
}
