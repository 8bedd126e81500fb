// The same sentence in each voice, heard in this browser alone. A second press ends it.
import { post } from "./ask.js";

const player = new Audio();

const speak = async (button) => {
  const fault = document.querySelector("[data-try-fault]");
  player.pause();
  fault.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await post("/voices/hear", { voice: button.dataset.try, text: document.getElementById("sample").value });
    const kind = answer.headers.get("content-type") ?? "";
    if (!kind.startsWith("audio/")) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fault.textContent = page.querySelector("main .lines")?.textContent ?? "";
      fault.hidden = false;
      return;
    }
    player.src = URL.createObjectURL(await answer.blob());
    await player.play();
    button.dataset.heard = "";
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
