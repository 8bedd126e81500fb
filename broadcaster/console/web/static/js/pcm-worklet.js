// Gathers 40 ms of the microphone as 16-bit samples. Runs on the browser's audio thread.
const SECONDS = 0.04;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Int16Array(Math.round(SECONDS * sampleRate));
    this.at = 0;
  }

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.piece[this.at++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.at === this.piece.length) {
        this.port.postMessage(this.piece.slice().buffer);
        this.at = 0;
      }
    }
    return true;
  }
}

registerProcessor("pcm", Pcm);
