// The editor's form, what is said about it, and the page that takes its place after something was done.
import { sessionAnew, token } from "../ask.js";

export const SWAPPED = "editor:swapped";
export const SAVED = "editor:saved";

export const form = () => document.querySelector("[data-editor]");
export const areas = () => [...(form()?.querySelectorAll("[data-say]") ?? [])];
export const words = (name, value = "") => document.querySelector("[data-words]").dataset[name].replace("%", value);

export const tell = (text) => {
  const place = form()?.querySelector("[data-saved]");
  if (place) place.textContent = text;
};

// What keeps words from being saved stays until it is over; the words themselves are kept in the browser.
let away = false; // it tells of the connection or the session, and any answer ends that
export const lost = (text, unanswered = false) => {
  away = unanswered;
  const place = form()?.querySelector("[data-lost]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
};

// One change of the file at a time: a second one would be made from words that are older than the first.
let last = Promise.resolve();
export const inTurn = (work) => {
  const done = last.then(work);
  last = done.catch(() => {});
  return done;
};

// A form of another session is refused in plain text; what a person may not do is told as a page.
const refused = (answer) =>
  new URL(answer.url).pathname === "/sign-in" ||
  answer.status === 401 ||
  (answer.status === 403 && answer.headers.get("content-type")?.startsWith("text/plain"));

// The answer to a question, or null where there is no connection or no session any more.
// `signIn` lets a person sign in on the spot: for what they asked for, not for what the page asks by itself.
export const ask = async (path, body, accept = "text/html", signIn = async () => false) => {
  const send = () =>
    fetch(path, {
      method: "POST",
      headers: { "x-csrf": token(), "content-type": "application/x-www-form-urlencoded", accept },
      body: new URLSearchParams(body),
    });
  const before = token();
  let answer;
  let out = false; // nobody is signed in
  try {
    answer = await send();
    // Whoever has signed in anew in another tab goes on here; another question may have found that out meanwhile.
    if (refused(answer)) {
      const session = await sessionAnew();
      out = session.out && !(await signIn());
      if (!out && (session.changed || token() !== before)) answer = await send();
    }
  } catch {
    lost(words("offline"), true);
    return null;
  }
  if (out || refused(answer)) {
    lost(words("signedOut"), true);
    return null;
  }
  if (away) lost("");
  return answer;
};

export const fields = () => new FormData(form());

// What a person types: not the token, nor a reading that is only looked at.
export const typed = () => [...fields()].filter(([name]) => /^(title|part-|set-)/.test(name));
export const values = () => JSON.stringify(typed());

// Put the answer's page in place of this one. What was typed since the question was asked is carried over.
// A page that is about something else, such as a full disk, takes no words away: its sentence is told here.
export const swap = (html, carried = new Map()) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.querySelector("[data-editor], [data-drop-draft]")) {
    lost(fault(html));
    return;
  }
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  document.querySelector("body > .toast")?.remove();
  const toast = page.querySelector("body > .toast");
  if (toast) document.body.append(document.adoptNode(toast));
  document.dispatchEvent(new Event(SWAPPED));
  for (const [name, value] of carried) {
    const field = form()?.elements[name];
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true })); // it is not saved yet
  }
};

// The error in an answer, as people are told it on a page.
export const fault = (html) => {
  if (html.startsWith("{")) {
    const { message, hint } = JSON.parse(html).error ?? {};
    return [message, hint].filter(Boolean).join(". ");
  }
  return (
  new DOMParser().parseFromString(html, "text/html").querySelector(".note .lines")?.textContent ?? html.slice(0, 300)
  );
};

document.addEventListener(SAVED, () => lost(""));

export const onPage = (start) => {
  document.addEventListener(SWAPPED, start);
  start();
};
