// The page's end of the line to the station: sound is sent by a worker, which neither a page that has much to draw nor
// a browser that slows the tabs behind keeps waiting.

export class Line {
  /** The same arguments as a `Sender`'s. */
  constructor(place, plain, { told, trouble, gone }) {
    this.worker = new Worker(new URL("./line-worker.js", import.meta.url), { type: "module" });
    const hears = { told, trouble, gone, drained: () => this.empty?.() };
    this.worker.addEventListener("message", ({ data: [what, said] }) => hears[what](said));
    this.worker.postMessage(["open", place, plain]);
  }

  push(piece) {
    this.worker.postMessage(["push", piece]);
  }

  /** A port whose pieces go to the station without passing through the page. */
  port() {
    const { port1, port2 } = new MessageChannel();
    this.worker.postMessage(["port", port1], [port1]);
    return port2;
  }

  /** Wait until all that was pushed is there. */
  drained() {
    const empty = new Promise((resolve) => (this.empty = resolve));
    this.worker.postMessage(["drain"]);
    return empty;
  }

  end() {
    this.worker.terminate();
    this.empty?.();
  }
}
