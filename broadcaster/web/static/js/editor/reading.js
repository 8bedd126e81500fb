// The reading beside the text while somebody types: asked for at each key, the answer to the newest words is shown.
import { areas, ask, fault, form, inTurn, onPage, words } from "./page.js";

const asking = new Map(); // area: the answer that is on its way
const shown = new WeakMap();

const place = (area) => form().querySelector(`[data-reading="${area.id}"]`);

const count = () => {
  const found = form()?.querySelectorAll(".reading .word").length ?? 0;
  const told = form()?.querySelector("[data-doubts]");
  if (!told) return;
  told.textContent = words("doubtCount", found);
  told.hidden = found === 0;
  form().querySelector("[data-clear]").hidden = found > 0;
};

export const read = (area, { again = false } = {}) => {
  if (asking.has(area) || (!again && shown.get(area) === area.value)) return;
  asking.set(area, answered(area));
};

const answered = async (area) => {
  const text = area.value;
  const { editor } = form().dataset;
  const answer = await ask("/reading", { text, message: editor, part: area.dataset.say });
  asking.delete(area);
  if (answer === null || !area.isConnected) return;
  const beside = place(area);
  // Somebody chooses a reading there: it is brought up to date once they leave it.
  if (answer.ok && !beside.contains(document.activeElement)) {
    beside.innerHTML = await answer.text();
    shown.set(area, text);
    count();
  }
  if (area.value !== text) read(area);
};

export const readAll = (options) => areas().forEach((area) => read(area, options));

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-say]")) read(event.target);
});
document.addEventListener("focusout", (event) => {
  const beside = event.target.closest?.("[data-reading]");
  if (beside && !beside.contains(event.relatedTarget)) setTimeout(() => readAll(), 0);
});

const toggle = (word, open) => {
  word.setAttribute("aria-expanded", open);
  document.getElementById(word.getAttribute("aria-controls")).hidden = !open;
};
document.addEventListener("click", (event) => {
  const word = event.target.closest?.(".reading .word");
  if (word) toggle(word, word.getAttribute("aria-expanded") !== "true");
});

const doubtful = () => [...(form()?.querySelectorAll(".reading .word") ?? [])];

const open = (at) => {
  const all = doubtful();
  if (!all.length) return;
  const word = all[at % all.length];
  toggle(word, true);
  word.focus();
  word.scrollIntoView({ block: "center" });
};

// The doubtful word after the one that has the focus. Readings that are on their way may have the first one.
export const next = async () => {
  const from = document.activeElement;
  await Promise.all(asking.values());
  if (document.activeElement !== from) return;
  open(doubtful().indexOf(from) + 1);
};

export const chosen = (fix) => {
  const picked = fix.querySelector("input[type=radio]:checked");
  return (picked?.value || fix.querySelector("[data-other]")?.value || "").trim();
};

const settle = async (fix, message) => {
  const told = fix.querySelector("[data-fix-fault]");
  // The ward remembers a choice together with the word beside it; in one message a form has one meaning.
  const around = message ? [] : [fix.dataset.before, fix.dataset.after];
  const beside = (form) => [around[0], form, around[1]].filter(Boolean).join(" ");
  const asked = { written: beside(fix.dataset.written), spoken: chosen(fix) && beside(chosen(fix)), message };
  const answer = await inTurn(() => ask("/readings", asked, "application/json"));
  if (answer === null) return;
  if (!answer.ok) {
    told.textContent = fault(await answer.text());
    told.hidden = false;
    return;
  }
  // The reading of a message stands in its file: what is being edited is that newer file.
  const { before, etag } = await answer.json();
  const known = form().elements.etag;
  if (message && known.value === before) known.value = etag;
  const at = doubtful().findIndex((word) => word.getAttribute("aria-controls") === fix.id);
  fix.closest("li").querySelector("[data-hear]").focus();
  document.activeElement.blur();
  readAll({ again: true });
  // The doubt that stands there now is opened, so that each costs one tap; not if somebody went elsewhere.
  await Promise.all(asking.values());
  if (document.activeElement === document.body) open(Math.max(at, 0));
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.('[data-fix="ward"], [data-fix="message"]');
  if (!button) return;
  settle(button.closest(".fix"), button.dataset.fix === "message" ? form().dataset.editor : "");
});
// A figure chooses among the readings of the doubtful word that is open, and settles it.
document.addEventListener("keydown", (event) => {
  const word = event.target.closest?.(".reading .word[aria-expanded=true]");
  if (!word || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  const fix = document.getElementById(word.getAttribute("aria-controls"));
  const choice = fix.querySelectorAll(".choices input[type=radio]:not([value=''])")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  fix.querySelector("[data-fix].primary")?.click();
});
// Enter in a reading settles it; it would send the whole form.
document.addEventListener("keydown", (event) => {
  const other = event.target.closest?.("[data-other]");
  if (!other || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  other.closest(".fix").querySelector("[data-fix].primary")?.click();
});
document.addEventListener("input", (event) => {
  const other = event.target.closest?.("[data-other]");
  if (other) other.closest(".check").querySelector("input[type=radio]").checked = true;
});

onPage(() => {
  readAll();
  count();
});
