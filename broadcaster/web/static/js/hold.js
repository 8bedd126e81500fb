// An emergency sounds when its button is held for two seconds, or pressed twice by who cannot hold.
const HOLD = 2000;

for (const form of document.querySelectorAll("[data-hold]")) {
  const button = form.querySelector("[data-hold-button]");
  const word = button.querySelector("span");
  let timer = 0;
  let armed = false;
  const sound = () => form.requestSubmit();
  const off = () => button.getAttribute("aria-disabled") === "true";
  const start = (event) => {
    if (off()) return;
    if (event.type === "keydown" && (event.repeat || ![" ", "Enter"].includes(event.key))) return;
    button.classList.add("held");
    timer = setTimeout(sound, HOLD);
  };
  const end = () => {
    button.classList.remove("held");
    clearTimeout(timer);
  };
  button.addEventListener("pointerdown", start);
  button.addEventListener("keydown", start);
  for (const over of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"]) button.addEventListener(over, end);
  // A click without a hold, as screen readers and switches send it: the second one sounds.
  button.addEventListener("click", (event) => {
    if (event.detail !== 0 || off()) return;
    if (armed) sound();
    armed = true;
    word.textContent = button.dataset.again;
  });
}
