// One stream of what happens for the tab that is seen; closed while it is hidden. Each event of the station becomes
// an event of the page, `station:air`, `station:plan`, …; parts of a page ask for themselves anew by htmx:
//   hx-get="/today/now" hx-trigger="station:air from:body" hx-swap="morph"
// `station:back` comes when the station is heard from again: what happened meanwhile is not told, so look at all.
const KINDS = ["air", "sentence", "queue", "fault", "request", "plan", "row", "level", "beat", "over", "dropped"];
const SILENT = 25000; // milliseconds: the station shows every ten seconds that it lives
const AGAIN = [1000, 2000, 5000, 10000];

let source = null;
let timer = 0;
let tries = 0;
let away = false; // something may have been missed
let ended = false; // the visitor may not look any more

const tell = (name, detail) => document.body.dispatchEvent(new CustomEvent(`station:${name}`, { detail }));
const lose = () => {
  away = true;
  document.documentElement.classList.add("lost");
};

const heard = () => {
  clearTimeout(timer);
  timer = setTimeout(again, SILENT);
  tries = 0;
  document.documentElement.classList.remove("lost");
  if (away) {
    away = false;
    tell("back");
  }
};

const close = () => {
  clearTimeout(timer);
  source?.close();
  source = null;
};

const again = () => {
  close();
  if (document.hidden || ended) return;
  lose();
  timer = setTimeout(open, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
};

// The visitor may not look any more: the strip says so. Or another tab took the place: try again later.
const over = (replaced) => {
  close();
  ended = !replaced;
  if (ended) tell("back");
  else timer = setTimeout(open, SILENT);
};

// The first two events tell what the page shows already, unless that changed since it was drawn.
const told = (kind, detail) => {
  if (away || kind === "queue") return kind === "queue" && !away;
  const air = detail.air ? `${detail.air.id}${detail.air.started ? "+" : ""}` : "";
  return kind === "air" && air === document.querySelector("[data-live]")?.dataset.live;
};

// A stream that is refused may mean that the session is over: the strip says so, whoever asks for it.
const refused = async () => {
  close();
  const answer = await fetch("/strip", { headers: { "x-unasked": "1" } }).catch(() => null);
  ended = Boolean(answer?.ok) && !(await answer.text()).includes("data-live");
  if (ended) tell("back");
  else again();
};

const open = () => {
  if (source || document.hidden || ended) return;
  const known = new Set(["air", "queue"]);
  source = new EventSource(`/events${document.querySelector("[data-listen]") ? "?level=true" : ""}`);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      const detail = JSON.parse(event.data);
      const first = known.delete(kind);
      const old = first && told(kind, detail);
      // Of a row that was written after the page was drawn and before the stream began nobody tells: look once.
      const unseen = first && kind === "queue" && !away;
      heard();
      if (!old) tell(kind, detail);
      if (unseen) tell("row", {});
      if (kind === "over") over(detail.replaced);
    });
  }
  timer = setTimeout(again, SILENT);
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) refused();
    else lose();
  };
};

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    close();
    away = true;
  } else open();
});
// What a page asks for by itself is no sign of a person: it does not make the session last longer.
document.addEventListener("htmx:configRequest", (event) => {
  const by = event.detail.triggeringEvent; // none: the clock
  if (!by || by.type.startsWith("station:")) event.detail.headers["x-unasked"] = "1";
});
addEventListener("pagehide", close);
if (document.querySelector("[data-live]")) open();
