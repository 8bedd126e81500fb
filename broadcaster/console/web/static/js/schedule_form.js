// The form of a schedule: further times, a free time at one click, and nothing typed is lost.
// The next ten airings come by htmx beside the fields; nothing here touches a field that is being typed in.
const form = document.getElementById("rule");

if (form) {
  const kept = `schedule:${form.dataset.rule}`;
  const times = form.querySelector("[data-times]");
  const add = form.querySelector("[data-add]");
  const walls = () => [...times.querySelectorAll("input[name=at]")];
  const another = () => {
    const last = walls().at(-1);
    const copy = last.cloneNode();
    copy.value = "";
    copy.removeAttribute("aria-invalid");
    copy.removeAttribute("aria-describedby");
    copy.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, walls().length + 1));
    last.after(" ", copy);
    return copy;
  };
  add.hidden = false;
  // The empty field after the last time is for browsers without scripts; here a button makes one.
  for (const spare of times.querySelectorAll(".spare")) spare.remove();
  add.addEventListener("click", () => another().focus());

  document.getElementById("preview").addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (!take) return;
    event.preventDefault();
    const [old, better] = take.value.split("=");
    const field = walls().find((each) => clock(each.value) === old);
    if (!field) return;
    field.value = better;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus({ preventScroll: true });
  });
  // 6h5, 6:05 and 06:05 are one time.
  const clock = (text) => {
    const found = text.trim().match(/^(\d{1,2})\D*(\d{2})?(?:\D+(\d{2}))?/);
    if (!found) return text;
    const parts = [found[1].padStart(2, "0"), found[2] ?? "00"];
    return (found[3] && found[3] !== "00" ? [...parts, found[3]] : parts).join(":");
  };

  form.addEventListener("input", () => {
    const typed = [...new FormData(form)].filter(([key]) => key !== "csrf");
    localStorage.setItem(kept, JSON.stringify(typed));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("schedule-sent", kept));
  restore(JSON.parse(localStorage.getItem(kept) ?? "null"));

  function restore(typed) {
    if (!typed) return;
    const of = (name) => typed.filter(([key]) => key === name).map(([, value]) => value);
    if (of("etag")[0] !== form.elements.etag.value || form.dataset.fresh !== undefined) {
      localStorage.removeItem(kept);
      return;
    }
    for (const missing of of("at").slice(walls().length)) another().value = missing;
    walls().forEach((each, index) => { each.value = of("at")[index] ?? ""; });
    for (const each of form.elements) {
      if (!each.name || ["at", "id", "etag", "csrf"].includes(each.name)) continue;
      if (each.type === "checkbox") each.checked = of(each.name).includes(each.value);
      else if (of(each.name).length) each.value = of(each.name)[0];
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".primary"));
    }
  });
}
