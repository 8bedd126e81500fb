// A letter is sent with the page's token in a header: a form with a file cannot carry it where the guard looks.
import { token } from "./ask.js";

for (const form of document.querySelectorAll("[data-upload]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fault = form.querySelector("[data-upload-fault]");
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    fault.hidden = true;
    const answer = await fetch(form.action, { method: "POST", headers: { "x-csrf": token() }, body: new FormData(form) });
    button.removeAttribute("aria-busy");
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    fault.textContent = page.querySelector(".note .lines")?.textContent ?? answer.statusText;
    fault.hidden = false;
  });
}
