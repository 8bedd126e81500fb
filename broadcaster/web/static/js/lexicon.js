// Hear a reading before it is kept.
import { post } from "./ask.js";

const sound = new Audio();
const told = document.querySelector("[data-say-fault]");
let address = "";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-say-it], [data-say-field]");
  if (!button) return;
  const field = button.dataset.sayField;
  const text = field ? document.getElementById(field).value : button.dataset.sayIt;
  if (!text.trim()) return;
  button.setAttribute("aria-busy", "true");
  const answer = await post("/hear", { text }).catch(() => null);
  button.removeAttribute("aria-busy");
  if (!answer?.ok || answer.redirected) {
    if (!told) return;
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    told.textContent = page.querySelector(".note .lines")?.textContent ?? "";
    told.hidden = false;
    return;
  }
  if (told) told.hidden = true;
  URL.revokeObjectURL(address);
  address = URL.createObjectURL(await answer.blob());
  sound.src = address;
  await sound.play().catch(() => {});
});
