// The same sentence in each voice, heard in this browser alone. A further press begins anew.
import { post } from "./ask.js";
import { signInHere } from "./session.js";

const player = new Audio();
let last = null; // the press that counts: what an earlier one asked for is not heard any more

const speak = async (button) => {
  const fault = document.querySelector("[data-try-fault]");
  const press = (last = {});
  player.pause();
  fault.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const ask = () => post("/voices/hear", { voice: button.dataset.try, text: document.getElementById("sample").value });
    let answer = await ask();
    if (answer.status === 403 && (await signInHere())) answer = await ask();
    const kind = answer.headers.get("content-type") ?? "";
    const sound = kind.startsWith("audio/") && (await answer.blob());
    if (press !== last) return;
    if (!sound) {
      const told = await answer.text();
      const page = new DOMParser().parseFromString(told, "text/html");
      fault.textContent = kind.startsWith("text/plain") ? told : (page.querySelector("main .lines")?.textContent ?? fault.dataset.lost);
      fault.hidden = false;
      return;
    }
    player.src = URL.createObjectURL(sound);
    await player.play();
    button.dataset.heard = "";
  } catch {
    if (press !== last) return;
    fault.textContent = fault.dataset.lost;
    fault.hidden = false;
  } finally {
    button.removeAttribute("aria-busy");
  }
};

// The rows may come later than this script: Hôm nay asks for them.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-try]");
  if (button) speak(button);
});
player.addEventListener("ended", () => URL.revokeObjectURL(player.src));
