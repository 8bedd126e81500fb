// Sends pieces of sound in their order, one request at a time. What gathers while one is on its way goes with the
// next; a request that fails is sent again under the same number, which the station takes once.
const PATIENCE = 2000; // milliseconds for one request
const LOST = 4500; // without an answer: the station shuts the microphone after five seconds
const AGAIN = 150;
const MOST = 1 << 17; // bytes of plain samples that wait: more than a second is too late to be heard

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Sender {
  /**
   * @param place address of the session
   * @param plain whether pieces may be left out (samples), or must all come (a container)
   * @param told called with each answer
   * @param trouble called with true when answers stay away, with false when they come again
   * @param gone called once with the answer that ends it, or with null when the station is not heard from
   */
  constructor(place, plain, { told, trouble, gone }) {
    Object.assign(this, { place, plain, told, trouble, gone });
    this.waiting = [];
    this.number = 0;
    this.busy = null;
    this.ended = false;
    this.heard = performance.now();
  }

  push(piece) {
    if (this.ended) return;
    this.waiting.push(piece);
    if (this.plain) {
      let size = this.waiting.reduce((sum, each) => sum + each.size, 0);
      while (size > MOST) size -= this.waiting.shift().size;
    }
    this.busy ??= this.#send().finally(() => (this.busy = null));
  }

  /** Wait until all that was pushed is there. */
  async drained() {
    await this.busy;
  }

  end() {
    this.ended = true;
  }

  async #send() {
    while (this.waiting.length && !this.ended) {
      const body = new Blob(this.waiting.splice(0));
      let answer = null;
      while (!answer && !this.ended) answer = await this.#try(body);
      this.number += 1;
    }
  }

  async #try(body) {
    try {
      const answer = await fetch(`${this.place}/chunks/${this.number}`, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/octet-stream" },
        body,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500 || answer.status === 408) throw answer;
      const said = await answer.json();
      this.heard = performance.now();
      this.trouble(false);
      if (answer.ok) this.told(said);
      else {
        this.end();
        this.gone(said);
      }
      return answer;
    } catch {
      const silent = performance.now() - this.heard;
      if (silent > 1000) this.trouble(true);
      if (silent > LOST) {
        this.end();
        this.gone(null);
      }
      await pause(AGAIN);
      return null;
    }
  }
}
