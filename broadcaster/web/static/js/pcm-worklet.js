// Gathers 40 ms of the microphone as 16-bit samples, for whoever listens at the port that it is given. Runs on the
// browser's audio thread.
const SECONDS = 0.04;
// Where the microphone's thread is late, Chromium puts zeros in the place of its sound and gives the sound after them.
// Zeros that last no longer than this are such a hole: without them nothing is missing.
const HOLE = 0.03;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Int16Array(Math.round(SECONDS * sampleRate));
    this.at = 0;
    this.zeros = 0; // frames kept back that may be a hole
    this.silent = true; // zeros are silence: a microphone that is shut, or has not begun
    this.port.onmessage = ({ data }) => (this.out = data);
  }

  process([input]) {
    const sound = input[0] ?? [];
    if (!sound.length) return true;
    if (sound.some((sample) => sample !== 0)) {
      this.silent = false;
      this.zeros = 0;
    } else if (!this.silent) {
      this.zeros += sound.length;
      if (this.zeros < HOLE * sampleRate) return true;
      this.silent = true;
      for (let kept = this.zeros - sound.length; kept > 0; kept--) this.give(0);
    }
    for (const sample of sound) this.give(sample);
    return true;
  }

  give(sample) {
    this.piece[this.at++] = Math.max(-1, Math.min(1, sample)) * 32767;
    if (this.at < this.piece.length) return;
    this.out?.postMessage(this.piece.slice().buffer);
    this.at = 0;
  }
}

registerProcessor("pcm", Pcm);
