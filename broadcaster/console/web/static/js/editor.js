// The reading beside the text while somebody types. Nothing here touches a field: words may be under composition.
import { post } from "./ask.js";

const PAUSE = 150; // milliseconds after the last key
const form = document.querySelector("[data-editor]");

if (form) {
  const name = form.dataset.editor;
  const kept = `draft:${name}`;
  const read = async (area) => {
    const place = form.querySelector(`[data-reading="${area.id}"]`);
    const asked = area.value;
    const answer = await post("/reading", { text: asked, message: name });
    if (answer.ok && area.value === asked) place.innerHTML = await answer.text();
  };
  for (const area of form.querySelectorAll("[data-say]")) {
    let timer = 0;
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => read(area), PAUSE);
    });
    read(area);
  }
  // What is typed and not saved is kept in this browser until it is.
  form.addEventListener("input", () => {
    const typed = Object.fromEntries([...new FormData(form)].filter(([key]) => key !== "csrf"));
    localStorage.setItem(kept, JSON.stringify(typed));
  });
  const draft = JSON.parse(localStorage.getItem(kept) ?? "null");
  if (draft && draft.etag === form.elements.etag.value) {
    for (const [key, value] of Object.entries(draft)) if (form.elements[key]) form.elements[key].value = value;
    for (const area of form.querySelectorAll("[data-say]")) read(area);
  } else {
    localStorage.removeItem(kept);
  }
  form.addEventListener("click", async (event) => {
    const choice = event.target.closest("[data-settle]");
    if (!choice) return;
    const answer = await post("/lexicon", { written: choice.dataset.written, spoken: choice.dataset.spoken });
    if (answer.ok) setTimeout(() => form.querySelectorAll("[data-say]").forEach(read), 1500);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
