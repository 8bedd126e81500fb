// A letter is sent with the page's token in a header: a form with a file cannot carry it where the guard looks.
import { token } from "./ask.js";

for (const form of document.querySelectorAll("[data-upload]")) {
  const fault = form.querySelector("[data-upload-fault]");
  const busy = form.querySelector("[data-upload-busy]");
  const told = (words) => {
    fault.textContent = words;
    fault.hidden = !words;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told("");
    const size = [...form.querySelectorAll("input[type=file]")].flatMap((each) => [...each.files]).reduce((sum, each) => sum + each.size, 0);
    if (size > Number(form.dataset.largest ?? Infinity)) {
      told(form.dataset.tooLarge);
      form.reset();
      return;
    }
    busy.hidden = false;
    try {
      const body = new FormData(form);
      // The page that is fetched here is seen by nobody: what is told once waits for the one that is opened.
      const headers = { "x-csrf": token(), "x-unseen": "1" };
      const answer = await fetch(form.action, { method: "POST", headers, body });
      if (answer.redirected) {
        location.assign(answer.url);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      told(page.querySelector(".note .lines")?.textContent ?? answer.statusText);
    } catch {
      told(form.dataset.lost);
    }
    busy.hidden = true;
    form.reset();
  });
}
