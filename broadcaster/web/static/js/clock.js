// The station's time, whatever this computer believes: the clock of the strip, how long the item on air still takes,
// and how far it is. All of it is drawn from instants that the station gave; nothing is asked.
const face = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" });
const [long, words, brief] = document.querySelector('meta[name="lengths"]').content.split("|");
let ahead = 0; // milliseconds from this computer's clock to the station's
let zone = 0; // milliseconds from UTC to the station's wall clock
let known = ""; // the station's time as the page last told it

const look = () => {
  const told = document.querySelector("[data-clock]")?.dataset.clock;
  if (!told || told === known) return;
  known = told;
  ahead = Date.parse(told) - Date.now();
  zone = Date.parse(`${told.slice(0, 19)}Z`) - Date.parse(`${told.slice(0, 19)}${told.match(/(Z|[+-]\d\d:\d\d)$/)[0]}`);
};

// 3 phút 2 giây; 1 giờ 15 phút
const length = (seconds) => {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  if (minutes >= 60) return long.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
  return (minutes ? words : brief).replace("{m}", minutes).replace("{s}", rest);
};

export const show = () => {
  look();
  const now = Date.now() + ahead;
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = face.format(now + zone);
  for (const left of document.querySelectorAll("[data-left]")) {
    left.textContent = left.dataset.form.replace("{left}", length(Math.max(0, left.dataset.left - now / 1000)));
  }
  for (const past of document.querySelectorAll("[data-past]")) past.textContent = length(Math.max(0, now / 1000 - past.dataset.past));
  for (const bar of document.querySelectorAll("progress[data-start]")) bar.value = now / 1000 - bar.dataset.start;
};
document.addEventListener("htmx:afterSettle", show);
setInterval(() => document.hidden || show(), 1000);
show();
