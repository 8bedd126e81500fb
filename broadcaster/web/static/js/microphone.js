// The browser's microphone: opened, measured, and packed for the station, as Opus or as plain samples.

export const FORMS = [
  ["webm", "audio/webm;codecs=opus"],
  ["ogg", "audio/ogg;codecs=opus"],
];
const SLICE = 50; // milliseconds that a recorder gathers at least: an encoder gives 60 at a time
const BITS = 48000; // a second: a voice loses nothing that a horn could give

/** Why there can be no microphone, as the word of a state; "" if there can be one. */
export const obstacle = () => (!window.isSecureContext ? "insecure" : navigator.mediaDevices?.getUserMedia ? "" : "absent");

/** Open it. Fails with the word of a state: insecure, denied, absent or taken. */
export const open = async () => {
  const why = obstacle();
  if (why) throw why;
  try {
    const audio = { channelCount: 1, echoCancellation: false, autoGainControl: false, noiseSuppression: false };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    if (error.name === "NotAllowedError" || error.name === "SecurityError") throw "denied";
    throw error.name === "NotReadableError" || error.name === "AbortError" ? "taken" : "absent";
  }
};

/** The level of a stream, 0 … 1 of full scale, shown some twenty times a second until `stop`. */
export const meter = (context, stream, show) => {
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let peak = 0;
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    show(peak);
  }, 50);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
};

/** The form in which this browser can send: Opus where it has a recorder for it, else plain samples. */
export const form = (wanted) => {
  if (wanted === "pcm" || !window.MediaRecorder) return ["pcm", ""];
  return FORMS.find(([, type]) => MediaRecorder.isTypeSupported(type)) ?? ["pcm", ""];
};

/** Send what is said down a line; the answer ends it and waits for its last piece. */
export const send = (context, stream, form, line) =>
  form[0] === "pcm" ? samples(context, stream, line.port()) : record(context, stream, form, (piece) => line.push(piece));

/** Give what is said, piece by piece; the answer ends it and waits for its last piece. */
export const record = async (context, stream, [kind, type], piece, bits = BITS) => {
  if (kind === "pcm") {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => piece(new Blob([data]));
    return samples(context, stream, port2);
  }
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: bits });
  const over = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.addEventListener("dataavailable", (event) => event.data.size && piece(event.data));
  recorder.start(SLICE);
  return async () => {
    if (recorder.state !== "inactive") recorder.stop();
    await over;
  };
};

const samples = async (context, stream, port) => {
  await context.audioWorklet.addModule(new URL("./pcm-worklet.js", import.meta.url));
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  node.port.postMessage(port, [port]);
  source.connect(node);
  return async () => source.disconnect();
};
