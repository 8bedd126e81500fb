// The text that a template makes, beside its blanks while they are filled in.
import { post } from "./ask.js";

const form = document.querySelector("[data-fill]");
const place = form?.querySelector("[data-preview]");
let busy = false;
let again = false;

const show = async () => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await post(form.dataset.fill, new FormData(form));
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // Without a connection the old preview stays; what was typed is sent with the form.
  }
  busy = false;
  if (again) {
    again = false;
    show();
  }
};

form?.addEventListener("input", show);
