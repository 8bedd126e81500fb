// Who types while their session ends signs in on the spot; what was typed is sent then. Drafts are kept besides.
import { take } from "./ask.js";

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
const dialog = document.getElementById("here"); // none on a page for anybody

/** Ask for the password within the page; whether somebody has signed in. */
export const signInHere = async () => {
  if (!dialog || dialog.open) return false;
  const place = dialog.querySelector("[data-here]");
  const show = (page) => {
    const form = document.adoptNode(page.querySelector('form[action^="/sign-in"]'));
    form.classList.remove("card");
    form.querySelector("h1")?.remove(); // the dialog has its own
    place.replaceChildren(form);
    form.querySelector("input:not([type=hidden])").focus();
  };
  const send = async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    const page = await parsed(await fetch(event.target.action, { method: "POST", body }));
    if (page.querySelector('form[action^="/sign-in"]')) return show(page); // wrong, or the second step
    take(page.querySelector('meta[name="csrf"]')?.content);
    dialog.close("in");
  };
  place.onsubmit = (event) => send(event).catch(() => dialog.close(""));
  try {
    show(await parsed(await fetch("/sign-in")));
  } catch {
    return false;
  }
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  place.replaceChildren();
  return dialog.returnValue === "in";
};
// Whoever has signed in anew in another tab meanwhile goes on here.
addEventListener("focus", async () => {
  if (dialog?.open && !(await over().catch(() => true))) dialog.close("in");
});
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close(""));

/** Whether the session of this page is over. Of a new one, from another tab, the token is taken. */
const over = async () => {
  const strip = await parsed(await fetch("/strip"));
  take(strip.querySelector('input[name="csrf"]')?.value);
  return !strip.querySelector("[data-live]");
};

// Any other form in which something longer is typed: before it goes, whoever sends it is signed in.
const TYPED = "#rule, [data-kept], [data-fill], :has(textarea)";
let passing = null;
let asking = false;
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form === passing || !dialog || form.method !== "post") return;
  if (!form.matches(TYPED) || form.matches("dialog *, [data-editor], [data-emergency]")) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  const button = event.submitter;
  try {
    if ((await over()) && !(await signInHere())) return;
  } catch {
    // No connection: the browser tells so, as ever.
  } finally {
    asking = false;
  }
  passing = form;
  form.requestSubmit(button);
  passing = null;
});
