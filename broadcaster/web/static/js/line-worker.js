// Sends sound to the station on a thread of its own; see line.js.
import { Sender } from "./sender.js";

let sender = null;
const tell = (what) => (said) => postMessage([what, said]);

const acts = {
  open(place, plain) {
    sender = new Sender(place, plain, { told: tell("told"), trouble: tell("trouble"), gone: tell("gone") });
  },
  push: (piece) => sender.push(piece),
  port(port) {
    port.onmessage = ({ data }) => sender.push(new Blob([data]));
  },
  drain: () => sender.drained().then(tell("drained")),
};

addEventListener("message", ({ data: [what, ...rest] }) => acts[what](...rest));
