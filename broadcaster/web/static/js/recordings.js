// Ghi âm: record or bring a file, hear it, cut its ends, keep it; and hear what there is.
import WaveSurfer from "../vendor/wavesurfer/wavesurfer.js";
import Regions from "../vendor/wavesurfer/regions.js";
import { token, sessionAnew } from "./ask.js";
import { signInHere } from "./session.js";
import * as leaving from "./leaving.js";
import * as microphone from "./microphone.js";
import { wave } from "./wave_file.js";

const RATE = 24000; // Hz at which a browser looks at a recording: enough for ears and eyes, and little memory
const SEEN = 25 << 20; // bytes; a larger file would take a phone's memory, and is kept without being seen
const LONGEST = 30 * 60; // seconds of one recording
const BITS = 128000; // a second
const CLIPPED = 0.98;

const colours = (wide) => {
  const style = getComputedStyle(document.documentElement);
  const own = (name) => {
    // A canvas knows no light-dark(): the colour that holds now is asked for.
    const probe = document.createElement("i");
    probe.hidden = true;
    document.body.append(probe);
    probe.style.color = style.getPropertyValue(name);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  return {
    height: wide ? 96 : 56,
    waveColor: own("--ctl"),
    progressColor: own("--accent"),
    cursorColor: own("--ink"),
    barWidth: 2,
    barGap: 1,
    barRadius: 2,
    normalize: true,
    cspNonce: document.querySelector('meta[name="nonce"]').content,
  };
};

// ---- the card in which a recording is made ----

const card = document.querySelector("[data-record]");

const studio = () => {
  const part = (name) => card.querySelector(`[data-part="${name}"]`);
  const form = card.querySelector("form[data-when]");
  const [title, from, to] = ["title", "start", "end"].map((name) => form.querySelector(`#${name}`));
  let state = "";
  let own = null; // the microphone while it is open
  let sound = null; // {blob, name, seconds} of what is reviewed
  let player = null;
  let region = null;

  const show = (name) => {
    const first = state === "";
    state = card.dataset.state = name;
    for (const each of card.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(name);
    if (first) return; // who has just opened the page begins at its top
    if (document.activeElement?.closest("[hidden]") || document.activeElement === document.body) {
      [...card.querySelectorAll("[data-focus]")].find((each) => each.offsetParent)?.focus({ preventScroll: true });
    }
  };
  const fault = (words) => {
    part("fault").hidden = !words;
    part("fault").querySelector("span").textContent = words ?? "";
  };

  const bars = card.querySelectorAll("[data-level] rect");
  let best = 0;
  const level = (peak) => {
    const width = peak > 0 ? Math.max(0, Math.min(100, 100 * (1 + Math.log10(peak) / 2.4))) : 0;
    for (const bar of bars) {
      bar.setAttribute("width", width);
      bar.classList.toggle("hot", peak > 0.9);
    }
    best = Math.max(peak, best * 0.98);
    const advice = part("advice");
    advice.textContent = advice.dataset[best > 0.95 ? "loud" : best < 0.03 ? "quiet" : "good"];
  };

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const record = async () => {
    fault("");
    show("asking");
    const mine = { pieces: [] };
    try {
      mine.stream = await microphone.open();
      mine.context = new AudioContext();
      mine.meter = microphone.meter(mine.context, mine.stream, level);
      mine.form = microphone.form("");
      mine.finish = await microphone.record(mine.context, mine.stream, mine.form, (piece) => mine.pieces.push(piece), BITS);
      mine.stream.getAudioTracks()[0].addEventListener("ended", stop);
      mine.begun = performance.now();
      own = mine;
      show("recording");
      tick();
    } catch (why) {
      close(mine);
      show(typeof why === "string" ? why : "absent");
    }
  };
  const tick = () => {
    if (!own) return;
    const seconds = (performance.now() - own.begun) / 1000;
    part("clock").textContent = clock(seconds);
    if (seconds >= LONGEST) stop();
    else setTimeout(tick, 200);
  };
  const close = (mine) => {
    mine.meter?.();
    mine.stream?.getTracks().forEach((track) => track.stop());
    mine.context?.close();
  };
  const stop = async () => {
    const mine = own;
    if (!mine) return;
    own = null;
    show("opening");
    const rate = mine.context.sampleRate;
    await mine.finish();
    close(mine);
    const [kind, type] = mine.form;
    review(kind === "pcm" ? wave(mine.pieces, rate) : new Blob(mine.pieces, { type }), `ghi-am.${kind === "pcm" ? "wav" : kind}`);
  };

  /** Look at a recording: its wave, its ends, and whether it is fit to be heard. */
  const review = async (blob, name) => {
    fault("");
    if (blob.size > Number(card.dataset.largest)) {
      show("idle");
      fault(card.dataset.tooLarge);
      return;
    }
    show("opening");
    sound = { blob, name, seconds: null };
    let decoded = null;
    if (blob.size <= SEEN) {
      try {
        decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await blob.arrayBuffer());
      } catch {
        // a format that this browser does not know: the station tries when it is kept
      }
    }
    part("shown").hidden = !decoded;
    part("unseen").hidden = Boolean(decoded);
    part("heard").hidden = true;
    show("review");
    if (decoded) draw(decoded);
  };

  const draw = (decoded) => {
    player?.destroy();
    const samples = decoded.getChannelData(0);
    const seconds = (sound.seconds = decoded.duration);
    judge(samples);
    const regions = Regions.create();
    player = WaveSurfer.create({
      ...colours(true),
      container: part("wave"),
      url: URL.createObjectURL(wave([toSixteen(samples)], decoded.sampleRate)),
      peaks: [samples],
      duration: seconds,
      plugins: [regions],
    });
    player.on("ready", () => {
      if (region) return;
      const [start, end] = trimmed(samples, decoded.sampleRate);
      region = regions.addRegion({ start, end, drag: false, resize: true, color: "rgba(29, 90, 146, .16)" });
      told();
      region.on("update-end", told);
      region.on("update", told);
    });
    region = null;
    player.on("play", () => toggle(true));
    player.on("pause", () => toggle(false));
    player.on("timeupdate", (at) => region && at >= region.end && player.isPlaying() && player.pause());
  };
  const toggle = (playing) => {
    part("idle").hidden = playing;
    part("playing").hidden = !playing;
  };
  const told = () => {
    from.value = region.start.toFixed(1);
    to.value = region.end.toFixed(1);
    from.max = to.max = sound.seconds.toFixed(1);
  };
  const cut = () => {
    const start = Math.max(0, Math.min(Number(from.value) || 0, sound.seconds));
    const end = Math.max(start, Math.min(Number(to.value) || sound.seconds, sound.seconds));
    region?.setOptions({ start, end });
  };
  from.addEventListener("change", cut);
  to.addEventListener("change", cut);

  /** Where speech begins and ends, with a little air around it. */
  const trimmed = (samples, rate) => {
    const hop = Math.round(rate / 20);
    const loud = [];
    for (let at = 0; at + hop <= samples.length; at += hop) {
      let power = 0;
      for (let n = at; n < at + hop; n++) power += samples[n] ** 2;
      if (power / hop > 1e-5) loud.push(at / rate);
    }
    const whole = samples.length / rate;
    return loud.length ? [Math.max(0, loud[0] - 0.3), Math.min(whole, loud.at(-1) + 0.5)] : [0, whole];
  };
  const judge = (samples) => {
    let peak = 0;
    let power = 0;
    let harsh = 0;
    for (const sample of samples) {
      const size = Math.abs(sample);
      peak = Math.max(peak, size);
      power += sample * sample;
      harsh += size > CLIPPED;
    }
    const note = part("heard");
    const decibels = 10 * Math.log10(power / samples.length + 1e-12);
    const why = peak < 0.004 ? "silent" : harsh > samples.length / 5000 ? "clipped" : decibels < -42 ? "faint" : "";
    note.hidden = !why;
    note.querySelector("span").textContent = why && note.dataset[why];
  };
  const toSixteen = (samples) => {
    const whole = new Int16Array(samples.length);
    for (let n = 0; n < samples.length; n++) whole[n] = Math.max(-1, Math.min(1, samples[n])) * 32767;
    return whole;
  };

  const keep = async () => {
    fault("");
    show("saving");
    player?.pause();
    const body = new FormData(form);
    body.set("sound", sound.blob, sound.name);
    if (region) {
      body.set("start", region.start);
      body.set("end", region.end);
    }
    const send = () => fetch(card.dataset.here, { method: "POST", headers: { accept: "application/json", "x-csrf": token() }, body });
    try {
      let answer = await send();
      // What was said must outlast a session: whoever has signed in anew in another tab keeps it from here.
      if (answer.status === 403) {
        const { changed, out } = await sessionAnew();
        const back = out && (await signInHere());
        if (out && !back) throw card.dataset.signedOut;
        if (changed || back) answer = await send();
      }
      const said = await answer.json();
      if (!answer.ok) throw [said.error?.message, said.error?.hint].filter(Boolean).join(". ");
      kept(said);
    } catch (error) {
      show("review");
      fault(typeof error === "string" && error ? error : card.dataset.lost);
    }
  };
  const kept = async (said) => {
    part("kept").textContent = said.words;
    if (part("name")) part("name").value = said.name;
    part("player").src = said.sound;
    part("flaws").replaceChildren(
      ...said.flaws.map((words) => {
        const item = document.createElement("li");
        item.className = "note wait";
        const text = document.createElement("span");
        text.textContent = words;
        item.append(text);
        return item;
      }),
    );
    sound = null;
    show("kept");
    await renew();
    // The station takes a changed message a second after it was written; then it is no task any more.
    setTimeout(renew, TAKEN);
  };

  const acts = {
    record,
    stop,
    again() {
      fault("");
      sound = null;
      show("idle");
    },
    hear() {
      if (player.isPlaying()) player.pause();
      else {
        player.setTime(region?.start ?? 0);
        player.play();
      }
    },
  };
  card.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) acts[act]();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  const file = card.querySelector("#file");
  file.addEventListener("change", () => {
    const [chosen] = file.files;
    if (!chosen) return;
    if (!title.value) title.value = chosen.name.replace(/\.[^.]*$/, "").slice(0, 100);
    review(chosen, chosen.name);
    file.value = "";
  });
  // What was said and not kept is asked for before it is lost.
  leaving.ask(() => own || sound);
  show("idle");
};

// ---- the list ----

const TAKEN = 3000; // milliseconds
let heard = null;
const renew = async () => {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const [old, rest] = [document.getElementById("rest"), page.getElementById("rest")];
  // What somebody hears or types there is not taken away.
  if (!rest || heard?.isPlaying() || old.contains(document.activeElement)) return;
  old.replaceWith(rest);
  listen();
};
const listen = () => {
  for (const row of document.querySelectorAll("[data-recorded]")) {
    const button = row.querySelector("[data-hear]");
    const place = row.querySelector("[data-waves]");
    let player = null;
    button.addEventListener("click", () => {
      if (!player) {
        place.hidden = false;
        player = WaveSurfer.create({ ...colours(false), container: place, url: row.dataset.recorded, sampleRate: 8000 });
        const toggle = (playing) => {
          button.setAttribute("aria-pressed", String(playing));
          row.querySelector("[data-idle]").hidden = playing;
          row.querySelector("[data-playing]").hidden = !playing;
        };
        player.on("play", () => toggle(true));
        player.on("pause", () => toggle(false));
        player.on("finish", () => toggle(false));
        player.once("ready", () => player.play());
        heard?.pause();
        heard = player;
        return;
      }
      if (heard !== player) heard?.pause();
      heard = player;
      player.playPause();
    });
  }
};

if (card) studio();
listen();
