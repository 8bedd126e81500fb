// The editor's keys. They work beside whatever somebody types, and none of them types anything.
import { hearHere } from "./hearing.js";
import { form } from "./page.js";
import { act } from "./parts.js";
import { next } from "./reading.js";

const press = (selector) => {
  const button = form()?.querySelector(selector);
  if (button) form().requestSubmit(button);
  return button !== null;
};

document.addEventListener("keydown", (event) => {
  if (!form() || event.isComposing) return;
  const plain = event.ctrlKey && !event.altKey && !event.shiftKey;
  let done = false;
  if (plain && event.key === "s") done = press("[data-save]");
  else if (plain && event.key === "Enter") done = press("[data-submit]");
  else if (event.key === "F8") {
    next();
    done = true;
  } else if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "p") {
    hearHere();
    done = true;
  } else if (event.altKey && !event.ctrlKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    const part = document.activeElement.closest("[data-part]");
    const button = part?.querySelector(`[data-act="${event.key === "ArrowUp" ? "up" : "down"}"]`);
    if (button) act(button);
    done = Boolean(button);
  }
  if (done) event.preventDefault();
});
