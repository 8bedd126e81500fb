// The settings: the fields of the chosen way are shown, and what is typed and not saved is kept in this browser.
const form = document.getElementById("settings");
const note = document.getElementById("brought-back");
const SENT = "settings-sent";

/** Show the fields of the chosen ways, and only those. */
const choose = () => {
  for (const way of form.querySelectorAll("[data-way]")) {
    const shown = way.dataset.is.split(" ").includes(form.elements[way.dataset.way]?.value);
    way.hidden = !shown;
    way.disabled = !shown;
  }
};

const inputs = () => [...form.elements].filter((each) => each.name && !["csrf", "etag"].includes(each.name));
// Passwords and people's addresses are kept nowhere but in secrets.yaml.
const apart = (each) => each.type === "password" || each.dataset.apart !== undefined;
const kept = () => inputs().filter((each) => !apart(each) && each.type !== "submit");
const of = (each) => (each.type === "checkbox" ? String(each.checked) : each.value);
const put = (each, value) => {
  if (each.type === "checkbox") each.checked = value === "true";
  else each.value = value;
};

if (form) {
  const key = form.dataset.kept;
  const forget = () => localStorage.removeItem(key);
  const before = new Map(kept().map((each) => [each.name, of(each)]));
  // What was sent and saved is typed no more; what was refused stands in the fields.
  const sent = sessionStorage.getItem(SENT) === key;
  sessionStorage.removeItem(SENT);
  if (sent && form.dataset.saved !== undefined) forget();
  if (note && form.dataset.refused === undefined) bringBack(JSON.parse(localStorage.getItem(key) ?? "null"));
  choose();

  form.addEventListener("input", () => {
    // What was refused is in no file yet: then all is kept.
    const refused = form.dataset.refused !== undefined;
    const typed = kept().filter((each) => refused || of(each) !== before.get(each.name));
    const draft = { etag: form.elements.etag.value, fields: typed.map((each) => [each.name, of(each)]) };
    if (typed.length) localStorage.setItem(key, JSON.stringify(draft));
    else forget();
  });
  form.addEventListener("change", choose);
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
  note?.querySelector("[data-drop]").addEventListener("click", () => {
    forget();
    location.assign(location.pathname);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s" && note) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  /** Put a draft into the fields; with its etag, so that what others saved meanwhile is compared. */
  function bringBack(draft) {
    if (!draft) return;
    const fields = new Map(draft.fields);
    const changed = kept().filter((each) => fields.has(each.name) && of(each) !== fields.get(each.name));
    if (!changed.length) {
      // What others removed meanwhile has no field: it stays kept, for it may come back.
      if ([...fields.keys()].every((name) => form.elements[name])) forget();
      return;
    }
    for (const each of changed) put(each, fields.get(each.name));
    for (const card of form.querySelectorAll("[data-new]")) card.open ||= changed.some((each) => card.contains(each));
    form.elements.etag.value = draft.etag;
    note.hidden = false;
  }
}
