// The button tells what it will air and where, and does nothing before something is chosen.
const form = document.querySelector("[data-emergency]");

if (form) {
  const button = form.querySelector("[data-hold-button]");
  const word = button.querySelector("span");
  const empty = word.textContent;
  const own = form.querySelector("[data-own]");
  const tell = () => {
    const chosen = form.querySelector('input[name="message"]:checked');
    const ready = chosen && (!chosen.closest(".own") || own.value.trim() !== "");
    button.setAttribute("aria-disabled", String(!ready));
    const picked = [...form.querySelectorAll('input[name="zones"]:checked')].map((each) => each.value);
    const where = picked.join(", ") || button.dataset.everywhere;
    // By a function: what people call their messages and zones may hold a "$".
    const named = { title: chosen?.dataset.title, zones: where };
    word.textContent = ready ? button.dataset.ready.replace(/\{(title|zones)\}/g, (_, name) => named[name]) : empty;
  };
  own.addEventListener("input", () => {
    if (own.value.trim()) form.querySelector('.own input[name="message"]').checked = true;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}
