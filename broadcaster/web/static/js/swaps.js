// What htmx puts into a page never touches a field that has the focus: words may be under composition there.
// A part with such a field stays as it is; the next event or the next look brings it up to date.
const busy = (part) => {
  const field = document.activeElement;
  return part?.contains(field) && field.matches("input, textarea, select, [contenteditable]");
};

document.addEventListener("htmx:beforeSwap", (event) => {
  if (busy(event.detail.target)) event.detail.shouldSwap = false;
  // A refused form comes back as a page or a part with what is wrong in it: it is shown like any other.
  else if (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500) event.detail.shouldSwap = true;
});

// Without a session the station answers with the page to sign in: it takes the whole window. What a page asks for by
// itself takes nothing from anybody: the strip says that the session is over, and "Dừng" stays there.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname !== "/sign-in") return;
  event.preventDefault();
  if (event.detail.requestConfig.headers["x-unasked"]) document.body.dispatchEvent(new Event("station:over"));
  else location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
});

// What somebody has opened stays open when its part comes new.
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.localName === "details");
