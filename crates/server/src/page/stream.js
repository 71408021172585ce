// The log as it grows. Whatever comes is handed on once per frame at most, however much it is; after a break it
// goes on where it broke off.

/** What may wait for the next frame. A hidden page draws no frames; what is older than this is let go. */
const MOST = 2000;

export class Stream {
  /** `take(entries, skipped)` gets what came since the last frame; `tell(state, since)` how the line is. */
  constructor(take, tell) {
    Object.assign(this, { take, tell, last: 0, waiting: [], skipped: 0, framed: false, wait: 1000, since: null });
  }

  /** Listens to everything after a position. */
  open(after) {
    this.close();
    this.last = Math.max(this.last, after);
    this.tell('connecting', this.since);
    const source = new EventSource(`api/stream?after=${this.last}`);
    this.source = source;
    source.onopen = () => {
      this.wait = 1000;
      this.since = null;
      this.tell('connected', null);
    };
    source.onmessage = (message) => {
      const position = Number(message.lastEventId);
      if (position <= this.last) return;
      this.last = position;
      this.waiting.push(message.data);
      if (this.waiting.length > MOST) {
        this.waiting.shift();
        this.skipped += 1;
      }
      this.frame();
    };
    source.onerror = () => {
      this.since ??= new Date();
      this.tell('lost', this.since);
      // The browser tries again by itself, but not after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) this.later();
    };
  }

  /** Tries now. */
  again() {
    this.wait = 1000;
    this.open(this.last);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(this.last), this.wait);
    this.wait = Math.min(this.wait * 2, 15000);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
  }

  frame() {
    if (this.framed) return;
    this.framed = true;
    requestAnimationFrame(() => {
      this.framed = false;
      const { waiting, skipped } = this;
      this.waiting = [];
      this.skipped = 0;
      this.take(waiting.map((text) => JSON.parse(text)), skipped);
    });
  }
}
