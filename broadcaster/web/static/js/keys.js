// Keys: Ctrl Alt S stops from any page. G and a letter goes to a page, / to its search field; the list (?) can switch
// these letters off. An emergency has no key.
const OFF = "keys-off";
const list = document.getElementById("keys");
const off = () => localStorage.getItem(OFF) === "1";
let waits = 0; // until when a letter after G counts

const typing = (target) => target.matches("input, textarea, select, [contenteditable]") || target.closest("dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    document.querySelector('form[action="/stop"]')?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === "?" && list) {
    event.preventDefault();
    list.togglePopover();
  }
  if (off()) return;
  if (key === "g") waits = Date.now() + 1500;
  else if (key === "/") {
    const search = document.querySelector('main input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (Date.now() < waits) {
    waits = 0;
    document.querySelector(`.nav a[data-key="${CSS.escape(key)}"]`)?.click();
  }
});

const choice = list?.querySelector("input");
if (choice) {
  choice.checked = !off();
  choice.addEventListener("change", () => localStorage.setItem(OFF, choice.checked ? "0" : "1"));
}
