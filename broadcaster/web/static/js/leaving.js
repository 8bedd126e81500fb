// Asks before a page is left that holds something. Never before "Dừng" and what else stands in the strip.
const AT_ONCE = '#strip, form[action="/stop"]';
let free = false;
document.addEventListener("click", (event) => (free = Boolean(event.target.closest?.(AT_ONCE))), true);
document.addEventListener("submit", (event) => (free ||= Boolean(event.target.closest?.(AT_ONCE))), true);

/** Ask before leaving while `holds()` is true. */
export const ask = (holds) => addEventListener("beforeunload", (event) => !free && holds() && event.preventDefault());
