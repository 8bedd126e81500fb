// The card of what is on air: the sentence that is spoken, and the level of what is heard.
import "./lexicon.js";
import "./voices.js";

const QUIETEST = -48; // dB below full scale: the foot of the meter
const LOUD = 97; // per cent of the meter: nearly full scale

const say = () => {
  const list = document.querySelector("[data-saying]");
  const clock = document.querySelector("[data-clock]");
  if (!list || !clock) return;
  const lines = [...list.children];
  const now = Date.now() / 1000 + Number(list.dataset.ahead ?? 0);
  const at = lines.findLastIndex((line) => Number(line.dataset.at) <= now + 0.05);
  lines.forEach((line, number) => {
    line.className = number === at - 1 ? "before" : number === at ? "now" : number === at + 1 ? "next" : "";
  });
};

// This computer's clock may differ from the station's.
const set = () => {
  const list = document.querySelector("[data-saying]");
  const told = document.querySelector("[data-clock]")?.dataset.clock;
  if (list && told && list.dataset.told !== told) {
    list.dataset.told = told;
    list.dataset.ahead = (Date.parse(told) - Date.now()) / 1000;
  }
};

document.body.addEventListener("station:sentence", () => setTimeout(say, 60));
document.body.addEventListener("station:level", (event) => {
  const bar = document.querySelector("[data-listen] rect");
  if (!bar) return;
  const level = 20 * Math.log10(Math.max(event.detail.peak, 1) / 32768);
  const width = Math.max(0, Math.min(100, 100 - (level / QUIETEST) * 100));
  bar.setAttribute("width", width.toFixed(1));
  bar.classList.toggle("hot", width > LOUD);
});
document.addEventListener("htmx:afterSettle", () => {
  set();
  say();
});
set();
say();
setInterval(say, 500);
// What was refused is shown with all that was chosen.
document.querySelector("[data-refused]")?.showPopover();
