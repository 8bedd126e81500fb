// A WAV file around 16-bit samples, for what is recorded without a codec and for what a page plays.
export const wave = (pieces, rate) => {
  const size = pieces.reduce((sum, each) => sum + (each.size ?? each.byteLength), 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((sign, n) => head.setUint8(at + n, sign.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, 2 * rate, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, size, true);
  return new Blob([head, ...pieces], { type: "audio/wav" });
};
