// What is typed and not saved is kept twice: in this browser at each key, at the station a moment later.
import { SAVED, ask, fields, form, onPage, tell, typed, values, words } from "./page.js";
import { clean, dirty } from "./saving.js";

const PAUSE = 800; // milliseconds after the last key
const LONGEST = 4000; // milliseconds that typing without a pause is not kept at the station
let timer = 0;
let since = 0;

const key = () => `draft:${form().dataset.person}:${form().dataset.editor}`;

const forget = () => localStorage.removeItem(key());

const keep = async () => {
  since = 0;
  if (!form() || !dirty()) return;
  const answer = await ask(`/messages/draft/${form().dataset.editor}`, fields(), "application/json");
  if (answer?.ok) tell(words("keptAt", (await answer.json()).at));
};

document.addEventListener("input", (event) => {
  if (event.target.form !== form() || !form() || !form().querySelector("[data-save]")) return;
  if (!dirty()) return;
  const draft = { etag: form().elements.etag.value, at: Date.now() / 1000, fields: Object.fromEntries(typed()) };
  localStorage.setItem(key(), JSON.stringify(draft));
  const now = Date.now();
  since ||= now;
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - now)));
});

// Back on line, what was typed meanwhile is kept at the station too.
addEventListener("online", keep);

const bringBack = async () => {
  const draft = JSON.parse(localStorage.getItem(key()) ?? "null");
  if (!draft) return;
  if (draft.etag !== form().elements.etag.value) {
    // The file is another one by now: the station compares, and shows both.
    const answer = await ask(`/messages/draft/${form().dataset.editor}`, { ...draft.fields, etag: draft.etag });
    if (!answer?.ok) return;
    forget();
    location.reload();
    return;
  }
  if (draft.at <= Number(form().dataset.kept)) return;
  const before = values();
  for (const [name, value] of Object.entries(draft.fields)) if (form().elements[name]) form().elements[name].value = value;
  if (values() === before) return;
  for (const area of form().querySelectorAll("[data-say]")) area.dispatchEvent(new Event("input", { bubbles: true }));
  tell(words("local"));
};

document.addEventListener(SAVED, () => {
  clearTimeout(timer);
  forget();
});

onPage(() => {
  if (!form()?.querySelector("[data-save]")) return;
  // What comes back from a draft, or was refused, is not in the file yet.
  const open = Number(form().dataset.kept) > 0 || form().dataset.refused !== undefined;
  if (!open) clean();
  bringBack();
});
