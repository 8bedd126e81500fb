// Hear again what was aired, in one player at the foot of the page; print; show at once what is chosen.
const player = document.querySelector("[data-player]");
const sound = player.querySelector("audio");
const fault = player.querySelector("[data-player-fault]");

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-hear]");
  if (link) {
    event.preventDefault();
    player.hidden = false;
    fault.hidden = true;
    player.querySelector("[data-player-title]").textContent = link.dataset.hear;
    sound.src = link.href;
    sound.play().catch(() => undefined);
  } else if (event.target.closest("[data-player-close]")) {
    sound.pause();
    player.hidden = true;
  } else if (event.target.closest("[data-print]")) print();
});
// The station keeps finished sound for a while only.
sound.addEventListener("error", () => {
  fault.hidden = !sound.getAttribute("src");
});
document.querySelector("[data-print]").hidden = false;
const form = document.querySelector("[data-filter]");
for (const choice of form.querySelectorAll("select, input[type=checkbox]")) choice.addEventListener("change", () => form.requestSubmit());
