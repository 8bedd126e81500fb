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
    const picked = [...form.querySelectorAll('input[name="zones"]:checked')].map((each) => each.dataset.name);
    const where = picked.join(", ") || button.dataset.everywhere;
    // By a function: what people call their messages and zones may hold a "$".
    const repeats = chosen?.closest(".own") && form.elements.every.selectedOptions[0].dataset.name;
    const named = { title: repeats || chosen?.dataset.title, zones: where };
    word.textContent = ready ? button.dataset.ready.replace(/\{(title|zones)\}/g, (_, name) => named[name]) : empty;
  };
  own.addEventListener("input", () => {
    if (own.value.trim()) form.querySelector('.own input[name="message"]').checked = true;
    tell();
  });
  form.addEventListener("change", tell);
  // A session that ends under the hand loads the page anew: what was typed comes back, and is sent by nobody.
  const KEPT = "emergency";
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (form.dataset.told !== undefined) sessionStorage.removeItem(KEPT);
  else if (kept && Date.now() - kept.at < 600000 && !own.value) {
    own.value = kept.text;
    if (kept.text && !form.querySelector('input[name="message"]:checked')) form.querySelector('.own input[name="message"]').checked = true;
    if (!form.querySelector('input[name="zones"]:checked')) for (const each of form.querySelectorAll('input[name="zones"]')) each.checked = kept.zones.includes(each.value);
    if (!form.elements.every.value) form.elements.every.value = kept.every;
  }
  const keep = () => {
    const zones = [...form.querySelectorAll('input[name="zones"]:checked')].map((each) => each.value);
    if (own.value) sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), text: own.value, zones, every: form.elements.every.value }));
    else sessionStorage.removeItem(KEPT);
  };
  own.addEventListener("input", keep);
  form.addEventListener("change", keep);
  tell();
}
