// The station's clock in the strip, to the second: its own time, whatever this computer believes.
const face = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" });
let ahead = null; // milliseconds from this computer's clock to the station's wall clock

const set = (clock) => {
  const [, wall] = clock.dataset.clock.match(/^(.{19})/);
  ahead = Date.parse(`${wall}Z`) - Date.now();
};
export const show = () => {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  if (ahead === null) set(clock);
  clock.textContent = face.format(Date.now() + ahead);
};
// A part of the page that comes new from the station brings its time along.
document.addEventListener("htmx:afterSettle", () => {
  const clock = document.querySelector("[data-clock]");
  if (clock) set(clock);
  show();
});
setInterval(() => document.hidden || show(), 1000);
show();
