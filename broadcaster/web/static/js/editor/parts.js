// Insert, move and remove parts: by buttons and keys, and by dragging as an extra.
import { SAVED, ask, fields, form, inTurn, swap, typed } from "./page.js";

// Ask for a change and show the new page. `from` and `to` are the old and the new number of the part.
let acting = false;

// A second press before the page has answered means the same part, which may stand elsewhere by then.
const change = async (path, from, to) => {
  if (acting) return;
  acting = true;
  await inTurn(() => changeNow(path, from, to));
  acting = false;
};

const changeNow = async (path, from, to) => {
  const before = new Map(typed());
  const active = document.activeElement;
  const caret = active.matches("textarea") ? active.selectionStart : null;
  const answer = await ask(path, fields());
  if (answer === null) return;
  const carried = new Map();
  for (const [name, value] of typed()) {
    if (before.get(name) !== value) carried.set(name.replace(/^part-(\d+)/, (_, n) => `part-${moved(Number(n), from, to)}`), value);
  }
  const act = active.dataset.act;
  if (answer.ok) document.dispatchEvent(new Event(SAVED)); // what was typed is in the file too
  swap(await answer.text(), carried);
  focus(act, to, caret);
};

const moved = (number, from, to) => {
  if (from === null || to === null) return number;
  if (number === from) return to;
  if (from < number && number <= to) return number - 1;
  return to <= number && number < from ? number + 1 : number;
};

const focus = (act, to, caret) => {
  const parts = form()?.querySelectorAll("[data-part]") ?? [];
  const part = parts[to === null ? parts.length - 1 : Math.min(to, parts.length - 1)];
  if (!part) return;
  const field = part.querySelector("textarea, input, select");
  const button = part.querySelector(`button[data-act="${act}"]`);
  if (caret === null && button) return button.focus();
  field?.focus();
  if (caret !== null && field?.matches("textarea")) field.setSelectionRange(caret, caret);
};

export const act = (button) => {
  const kind = button.dataset.act;
  const count = form().querySelectorAll("[data-part]").length;
  if (button.dataset.number === undefined) return change(button.formAction, null, null);
  const from = Number(button.dataset.number);
  const to = { up: from - 1, down: from + 1 }[kind] ?? from;
  if (to < 0 || to >= count) return undefined;
  return change(button.formAction, kind === "remove" ? null : from, to);
};

document.addEventListener("submit", (event) => {
  if (event.target !== form() || !event.submitter?.dataset.act) return;
  event.preventDefault();
  act(event.submitter);
});

let dragged = null;
document.addEventListener("pointerdown", (event) => {
  const part = event.target.closest("[data-grip]")?.closest("[data-part]");
  if (part) part.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-part]") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest("[data-part]");
  if (!over) return;
  event.preventDefault();
  for (const part of form().querySelectorAll(".over")) part.classList.remove("over");
  over.classList.add("over");
});
document.addEventListener("dragend", () => {
  if (dragged) dragged.draggable = false;
  dragged = null;
  for (const part of form()?.querySelectorAll(".over") ?? []) part.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  const over = dragged && event.target.closest("[data-part]");
  if (!over) return;
  event.preventDefault();
  const [from, to] = [dragged, over].map((part) => Number(part.dataset.part));
  const button = over.querySelector("button[data-act]");
  if (from === to || !button) return;
  const path = new URL(button.formAction);
  path.search = new URLSearchParams({ act: "move", number: from, to });
  change(path.href, from, to);
});
