// Save without leaving the page: the fields stay as they are, so that nobody is stopped in the middle of a word.
import { signInHere } from "../session.js";
import { SAVED, ask, fields, form, inTurn, swap, tell, values, words } from "./page.js";

let saved = "";
let passing = false; // the form goes to the station by itself

export const dirty = () => form() !== null && values() !== saved;
export const clean = () => {
  saved = form() ? values() : "";
};

// True once what was typed is in the file; a refusal shows its page.
export const save = () => inTurn(saveNow);

const saveNow = async () => {
  const sent = values();
  const answer = await ask(form().action, fields(), "application/json", signInHere);
  if (answer === null) return false;
  if (!answer.ok) {
    swap(await answer.text());
    // What is wrong is shown where it was typed.
    const wrong = form()?.querySelector("[aria-invalid]") ?? document.querySelector("main .note[role=alert]");
    wrong?.scrollIntoView({ block: "center" });
    if (wrong?.matches("[aria-invalid]")) wrong.focus({ preventScroll: true });
    return false;
  }
  const { etag, at, note } = await answer.json();
  form().elements.etag.value = etag;
  saved = sent;
  tell(`${words("savedAt", at)}. ${note}`);
  document.dispatchEvent(new Event(SAVED));
  return true;
};

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target !== form() || passing || button?.dataset.act) return;
  event.preventDefault();
  button?.setAttribute("aria-busy", "true");
  const done = await save();
  button?.removeAttribute("aria-busy");
  if (!done || button?.dataset.submit === undefined) return;
  passing = true;
  form().requestSubmit(button);
});
