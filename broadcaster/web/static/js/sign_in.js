// After failures the next attempt must wait: the seconds are counted, and the button works when they are over.
const told = document.querySelector("[data-wait]");
const button = document.querySelector(".btn.primary");
const label = button?.textContent;
let left = Number(told?.dataset.wait ?? 0);

const tick = () => {
  button.disabled = left > 0;
  button.textContent = left > 0 ? `${label} · ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : label;
  if (left > 0) setTimeout(tick, 1000);
  left -= 1;
};

if (button && left > 0) tick();
