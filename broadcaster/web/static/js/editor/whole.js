// The whole programme as it would sound on the air, with its outline and its share of a session.
import WaveSurfer from "../../vendor/wavesurfer/wavesurfer.js";
import { ask, fault, form, onPage } from "./page.js";
import { dirty, save } from "./saving.js";

let wave = null;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const box = () => form()?.querySelector("[data-whole]");

const show = (state) => {
  for (const each of box()?.querySelectorAll("[data-if]") ?? []) each.hidden = each.dataset.if !== state;
  const button = box()?.querySelector("[data-play]");
  if (button) button.dataset.state = state;
};

const drop = () => {
  wave?.destroy();
  wave = null;
};

const share = (duration) => {
  const quota = Number(box().dataset.quota);
  const bar = box().querySelector("[data-share-bar]");
  box().querySelector("[data-share]").textContent = `${clock(duration)} / ${clock(quota)}`;
  bar.value = Math.min(100, (100 * duration) / quota);
  bar.classList.toggle("over", duration > quota);
  for (const part of box().querySelectorAll("[data-share-line], [data-share-bar]")) part.hidden = false;
};

const draw = (made) => {
  const place = box().querySelector("[data-wave]");
  const canvas = document.createElement("canvas").getContext("2d");
  const plain = (name) => {
    // wavesurfer.js draws on a canvas, which does not know light-dark().
    const probe = document.createElement("i");
    probe.className = `probe ${name}`;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    canvas.fillStyle = found;
    return canvas.fillStyle;
  };
  wave = WaveSurfer.create({
    container: place,
    url: made.url,
    peaks: [made.peaks],
    duration: made.duration,
    height: 56,
    barWidth: 2,
    barGap: 2,
    barRadius: 1,
    cursorWidth: 2,
    normalize: true,
    waveColor: plain("rest"),
    progressColor: plain("past"),
    cursorColor: plain("head"),
    cspNonce: document.querySelector('meta[name="nonce"]').content,
  });
  wave.on("timeupdate", (at) => {
    if (box()) box().querySelector("[data-now]").textContent = clock(at);
  });
  wave.on("play", () => show("playing"));
  wave.on("pause", () => show("idle"));
  wave.on("finish", () => show("idle"));
  box().querySelector("[data-length]").textContent = clock(made.duration);
  share(made.duration);
};

const play = async () => {
  const told = box().querySelector("[data-whole-fault]");
  told.hidden = true;
  if (wave && !dirty()) {
    wave.playPause();
    return;
  }
  drop();
  show("busy");
  const ready = !dirty() || !form().querySelector("[data-save]") || (await save());
  const answer = ready ? await ask(box().dataset.whole, {}, "application/json") : null;
  if (!box()) return;
  show("idle");
  if (answer === null) return;
  if (!answer.ok) {
    told.textContent = fault(await answer.text());
    told.hidden = false;
    return;
  }
  draw(await answer.json());
  wave.once("ready", () => wave.play().catch(() => show("idle")));
};

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-play]") && box() && box().querySelector("[data-play]").dataset.state !== "busy") play();
});

onPage(drop);
