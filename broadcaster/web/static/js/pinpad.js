// Big keys for the duty PIN, for a station's own touch screen; a keyboard works as well.
for (const pad of document.querySelectorAll("[data-pad]")) {
  const field = pad.querySelector("input");
  const keys = pad.querySelector(".keys");
  keys.hidden = false;
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    if (key === "clear") field.value = "";
    else if (key === "back") field.value = field.value.slice(0, -1);
    else field.value += key;
  });
}
