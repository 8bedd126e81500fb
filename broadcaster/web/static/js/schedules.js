// The week and the month: arrow keys go from airing to airing, Shift with an arrow asks to move one, so does a drag.
// Without this script each airing is a link to a page of its own.
// The grid itself comes new from the station when something happens there: its listeners stand outside of it.
const page = document.getElementById("main");
const inGrid = () => page.querySelector("[data-week]");
const dialog = document.getElementById("airing");
const STEP = 15; // minutes of Shift with up or down
const DAY = 86_400_000; // milliseconds

const slots = (place) => [...place.querySelectorAll("[data-slot]")];
const columns = () => [...inGrid().querySelectorAll("section[data-day]")];
const clock = (slot) => slot.dataset.at.slice(11);

// One airing of the grid is in the order of Tab; the arrows go on from there.
const focusOn = (slot) => {
  if (!slot) return;
  only(slot);
  slot.focus();
};
const only = (slot) => {
  for (const each of slots(inGrid())) each.tabIndex = each === slot ? 0 : -1;
};
const rove = () => {
  const all = slots(inGrid());
  only(all.find((each) => each === document.activeElement) ?? all.find((each) => each.dataset.movable !== undefined) ?? all[0]);
};

const beside = (slot, step) => {
  const days = columns();
  for (let at = days.indexOf(slot.closest("section")) + step; days[at]; at += step) {
    const found = slots(days[at]);
    if (found.length) return found.reduce((best, each) => (Math.abs(minutes(each) - minutes(slot)) < Math.abs(minutes(best) - minutes(slot)) ? each : best));
  }
};
const minutes = (slot) => Number(clock(slot).slice(0, 2)) * 60 + Number(clock(slot).slice(3, 5));
const next = (slot, step) => slots(inGrid())[slots(inGrid()).indexOf(slot) + step];

const ask = (slot, day, time) => {
  const where = new URLSearchParams({ schedule: slot.dataset.schedule, at: slot.dataset.at, day, time });
  htmx.ajax("GET", `/schedules/airing?${where}`, { target: "#airing", swap: "innerHTML" });
};
const moved = (slot, days, by) => {
  const at = new Date(`${slot.dataset.at}Z`);
  const to = new Date(at.getTime() + days * DAY + by * 60_000);
  ask(slot, to.toISOString().slice(0, 10), to.toISOString().slice(11, 19));
};

if (inGrid()) {
  rove();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.matches("[data-grid]") || event.detail.elt.closest("[data-grid]")) rove();
  });
  page.addEventListener("keydown", (event) => {
    const slot = event.target.closest("[data-week] [data-slot]");
    if (!slot || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps) {
      event.preventDefault();
      const [days, rows] = steps;
      if (event.shiftKey && slot.dataset.movable !== undefined) moved(slot, days, rows * STEP);
      else if (!event.shiftKey) focusOn(days ? beside(slot, days) : next(slot, rows));
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      focusOn(slots(inGrid()).at(event.key === "Home" ? 0 : -1));
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      document.querySelector(`[data-turn="${event.key === "PageUp" ? "before" : "after"}"]`)?.click();
    } else if (event.key === " ") {
      event.preventDefault();
      slot.click();
    }
  });

  // An empty place of the grid is a schedule at that day and hour; the cross beside the day is the same by keyboard.
  page.addEventListener("click", (event) => {
    const hour = event.target.closest("[data-week][data-new] section:not(.past) li[data-hour]");
    if (!hour || event.target !== hour || hour.querySelector("[data-slot]")) return;
    const where = { day: hour.closest("section").dataset.day, at: `${hour.dataset.hour.padStart(2, "0")}:00` };
    location.assign(`${inGrid().dataset.new}?${new URLSearchParams(where)}`);
  });

  // A drag is one more way to ask; it changes nothing by itself.
  let dragged = null;
  page.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-movable]");
    dragged?.classList.add("dragged");
  });
  page.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
  });
  const place = (event) => (dragged ? (event.target.closest("li[data-hour]") ?? event.target.closest(".month section[data-day]")) : null);
  page.addEventListener("dragover", (event) => {
    if (place(event)) event.preventDefault();
    for (const each of page.querySelectorAll(".over")) each.classList.remove("over");
    place(event)?.classList.add("over");
  });
  page.addEventListener("drop", (event) => {
    const to = place(event);
    if (!to) return;
    event.preventDefault();
    to.classList.remove("over");
    const hour = to.dataset.hour === undefined ? clock(dragged).slice(0, 2) : to.dataset.hour.padStart(2, "0");
    ask(dragged, to.closest("section").dataset.day, `${hour}${clock(dragged).slice(2)}`);
  });
}

if (dialog) {
  let from = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === dialog) from = document.activeElement;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== dialog) return;
    for (const each of dialog.querySelectorAll("[data-close]")) each.hidden = false;
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[aria-invalid], input[type=radio]:checked") ?? dialog.querySelector("h2"))?.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => from?.focus());
}

// What was typed into a form is kept until the station has it: this page is shown after it was saved.
const sent = sessionStorage.getItem("schedule-sent");
if (sent) {
  localStorage.removeItem(JSON.parse(sent).kept);
  sessionStorage.removeItem("schedule-sent");
}
