// Nói trực tiếp: open the microphone, wait for the end of the chime, talk, end. What is shown follows what the
// station tells; the words of each state stand in the page.
import { token } from "./ask.js";
import * as leaving from "./leaving.js";
import { Line } from "./line.js";
import * as microphone from "./microphone.js";

const root = document.querySelector("[data-speak]");
const HELD = 500; // milliseconds from which a press counts as a hold
const AFTER = 700; // milliseconds until the station is told to shut its gate: the last word is still on its way
const LAST = 200; // and until it is told of the end
const GO = 2500; // milliseconds that "talk now" is shown
const LOOK = 500; // milliseconds between two looks at a session that does not talk
const START = 8000; // milliseconds for the station to have the first sound; a slow computer needs some seconds
const IDLE = 5000; // and at whether somebody else speaks

const part = (name) => root.querySelector(`[data-part="${name}"]`);
const form = root.querySelector("form");
const key = part("key");
let state = "";
let session = null; // {place, line, stream, context, …} while there is one

const show = (name, words = "") => {
  state = root.dataset.state = name;
  for (const each of root.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(name);
  for (const each of root.querySelectorAll("[data-words]")) each.textContent = words || each.dataset.words;
  const focus = document.activeElement;
  if (focus === document.body || focus?.closest("[hidden]")) root.querySelector("[data-focus]:not([hidden])")?.focus();
};

const fill = (pattern, values) => pattern.replace(/%(\w)/g, (_, name) => values[name]);
const length = (seconds) => {
  const whole = Math.max(0, Math.ceil(seconds));
  const values = { m: Math.floor(whole / 60), s: whole % 60 };
  return fill(root.dataset[values.m ? (values.s ? "both" : "minutes") : "seconds"], values);
};

// ---- the session at the station ----

const ask = async (path, fields) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { accept: "application/json", "x-csrf": token(), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });
  const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (answer.redirected || !answer.ok) throw said.error ?? { message: root.dataset.signedOut };
  return said;
};

const words = (error) => [error.message, error.hint].filter(Boolean).join(". ") || root.dataset.gone;

const begin = async () => {
  if (session || state === "asking") return;
  show("asking");
  const own = { talking: true, muted: false, since: performance.now() };
  try {
    own.stream = await microphone.open();
    if (state !== "asking") return leave(own);
    // A microphone that is pulled out ends the voice: nobody should go on talking to nothing.
    own.stream.getAudioTracks()[0].addEventListener("ended", () => session === own && end());
    own.context = new AudioContext({ latencyHint: "interactive" });
    own.form = microphone.form(root.dataset.form);
    own.meter = microphone.meter(own.context, own.stream, level);
    const fields = new URLSearchParams(form ? new FormData(form) : []);
    fields.set("form", own.form[0]);
    fields.set("rate", own.context.sampleRate);
    const armed = await ask(root.dataset.arm, fields);
    own.ready = new Promise((resolve) => (own.heardThere = resolve));
    Object.assign(own, { place: `/live/s/${armed.ticket}`, lead: armed.lead, opening: armed.opening, longest: armed.longest });
    session = own;
    own.line = new Line(own.place, own.form[0] === "pcm", {
      told: (said) => session === own && follow(said),
      trouble: (there) => (part("trouble").hidden = !there),
      gone: (said) => session === own && over(said?.error ? words(said.error) : root.dataset.gone),
    });
    own.finish = await microphone.send(own.context, own.stream, own.form, own.line);
    own.due = performance.now() + 1000 * (own.lead + own.opening);
    show("waiting");
    // On the air only once the station has this microphone's sound: a chime must not lead to nothing.
    await Promise.race([own.ready, new Promise((resolve) => setTimeout(resolve, START))]);
    if (session !== own || own.ending) return;
    own.due = performance.now() + 1000 * (own.lead + own.opening);
    follow(await ask(`${own.place}/talk`, { on: true }));
    look(own);
  } catch (error) {
    leave(own);
    if (typeof error === "string") show(error);
    else show("refused", words(error ?? {}));
  }
};

/** What an answer of the station says. */
const follow = (said) => {
  const own = session;
  if (!own || own.ending === "asked") return;
  if (said.ready) own.heardThere();
  // That it is over is told at once, why a moment later: it is looked for.
  if (said.over && !said.ended && (own.looks = (own.looks ?? 0) + 1) < 20) return;
  if (said.over || said.ended) return over(said.ended === "aired" ? "" : said.why, said.heard);
  if (said.stage === "opening" && !own.opened) {
    own.opened = true;
    own.due = performance.now() + 1000 * own.opening;
  }
  if (said.longest) own.longest = said.longest;
  if (said.stage === "sound") {
    own.began ??= performance.now() - 1000 * said.heard;
    if (["waiting", "behind"].includes(state)) talking();
  } else if (said.stage === "closing") show("ending");
  else if (said.behind !== undefined && state !== "ending") {
    if (said.behind && state !== "behind") show("behind", said.behind);
    if (!said.behind && state === "behind") show("waiting");
  }
  own.heard = said.heard;
  part("weak").hidden = !said.weak || !["talking", "muted"].includes(state);
};

/** Look at the session itself while sound alone does not tell: what it waits for, and how it ended. */
const look = async (own) => {
  while (session === own) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (session !== own || (["talking", "muted"].includes(state) && !own.looks)) continue;
    try {
      follow(await ask(`${own.place}/state`, {}));
    } catch {
      // the line tells when the station is not heard from
    }
  }
};

const talking = () => {
  const go = part("go");
  show("talking");
  go.textContent = go.dataset.go;
  setTimeout(() => (go.textContent = go.dataset.talk), GO);
};

const mute = (muted) => {
  const own = session;
  if (!own || own.muted === muted || !["talking", "muted"].includes(state)) return;
  own.muted = muted;
  own.stream.getAudioTracks().forEach((track) => (track.enabled = !muted));
  key.setAttribute("aria-pressed", String(!muted));
  show(muted ? "muted" : "talking");
  clearTimeout(own.gate);
  const tell = () => session === own && ask(`${own.place}/talk`, { on: !muted }).catch(() => {});
  if (muted) own.gate = setTimeout(tell, AFTER);
  else tell();
};

/** End it in order: what was said last still goes out, then the closing. */
const end = async () => {
  const own = session;
  if (!own || own.ending) return;
  own.ending = "asked";
  const heard = ["talking", "muted"].includes(state);
  show("ending");
  own.meter?.();
  own.stream.getTracks().forEach((track) => track.stop());
  try {
    await own.finish?.();
    await own.line.drained();
    if (heard) await new Promise((resolve) => setTimeout(resolve, LAST));
    own.line.end();
    const said = await ask(`${own.place}/end`, {});
    if (!said.on_air) return over("", 0, "idle");
    own.ending = "told";
    follow(said);
  } catch (error) {
    if (session === own) over(words(error ?? {}), own.heard);
  }
};

const over = (why, heard = session?.heard ?? 0, next = "ended") => {
  const spoken = part("spoken");
  spoken.textContent = fill(heard ? spoken.dataset.some : spoken.dataset.none, { t: length(heard) });
  leave(session);
  show(next === "ended" && why ? "cut" : next, why || "");
};

/** Give everything back: the microphone's light goes out. */
const leave = (own) => {
  own?.meter?.();
  own?.line?.end();
  own?.stream?.getTracks().forEach((track) => track.stop());
  own?.finish?.();
  own?.context?.close();
  if (session === own) session = null;
  part("trouble").hidden = part("weak").hidden = true;
  level(0);
};

// ---- what is seen ----

const bars = root.querySelectorAll("[data-level] rect");
const advice = part("advice");
let best = 0;
const level = (peak) => {
  // From -48 dB to full scale: what an ear hears as steps of equal size.
  const width = peak > 0 ? Math.max(0, Math.min(100, 100 * (1 + Math.log10(peak) / 2.4))) : 0;
  for (const bar of bars) {
    bar.setAttribute("width", width);
    bar.classList.toggle("hot", peak > 0.9);
  }
  best = Math.max(peak, best * 0.98);
  advice.textContent = advice.dataset[best > 0.95 ? "loud" : best < 0.03 ? "quiet" : "good"];
};

setInterval(() => {
  const own = session;
  if (!own) return;
  const now = performance.now();
  if (state === "waiting") part("due").textContent = Math.max(1, Math.ceil((own.due - now) / 1000));
  if (own.began) {
    const left = own.longest - (now - own.began) / 1000;
    part("left").textContent = length(left);
    part("left").parentElement.classList.toggle("soon", left < 30);
  }
}, 200);

// ---- keys and buttons ----

let pressed = 0;
let opened = false;
const press = () => {
  pressed = performance.now();
  opened = state === "muted";
  if (opened) mute(false);
};
const release = () => {
  if (!pressed) return;
  const held = performance.now() - pressed > HELD;
  pressed = 0;
  if (held || !opened) mute(true);
};
key.addEventListener("pointerdown", (event) => {
  key.setPointerCapture(event.pointerId);
  press();
});
key.addEventListener("pointerup", release);
key.addEventListener("pointercancel", release);
// Enter, or a click that a screen reader makes: a press without a hold.
key.addEventListener("click", (event) => {
  if (event.detail === 0) mute(state === "talking");
});
const ours = (event) => event.target === document.body || event.target === key || event.target.id === "main";
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && session) end();
  if (event.key !== " " || !session || !ours(event)) return;
  event.preventDefault();
  if (!event.repeat) mute(false);
});
document.addEventListener("keyup", (event) => {
  if (event.key !== " " || !session || !ours(event)) return;
  event.preventDefault();
  mute(true);
});

const acts = {
  begin,
  end,
  async try() {
    try {
      const own = { stream: await microphone.open(), context: new AudioContext() };
      own.meter = microphone.meter(own.context, own.stream, level);
      show("trying");
      await new Promise((resolve) => part("enough").addEventListener("click", resolve, { once: true }));
      leave(own);
      show("idle");
    } catch (why) {
      show(why);
    }
  },
  again: () => show("idle"),
};
root.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act) acts[act]();
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});

// Closing the page ends the voice at once; asked first while it is on the air.
leaving.ask(() => session);
addEventListener("pagehide", () => session && navigator.sendBeacon(`${session.place}/end`));

const wait = async () => {
  if (document.hidden || !["idle", "busy"].includes(state)) return;
  const answer = await fetch("/live/speaker", { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || !["idle", "busy"].includes(state)) return;
  const { speaker } = await answer.json();
  if (speaker && state === "idle") show("busy", speaker);
  if (!speaker && state === "busy") show("idle");
};
if (!root.dataset.urgent) setInterval(wait, IDLE);

const first = microphone.obstacle() || root.dataset.first;
show(first, root.dataset.firstWords);
