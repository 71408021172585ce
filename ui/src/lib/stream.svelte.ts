// The log as it grows. What comes is handed on once per frame at most, however much it is; after a break it goes on
// where it broke off.

/** What may wait for the next frame, if not told otherwise. A hidden page draws none; what is older than this is let go. */
const MOST = 2000;
const SLOWEST = 15_000;

export type LineState = 'connecting' | 'connected' | 'lost';
export type Arrived<T> = { entries: T[]; /** How many were let go unseen. */ skipped: number };

/** Listens to everything after a position. Close it when the page goes: `$effect(() => stream(…).close)`. */
export function stream<T>(after: number, take: (arrived: Arrived<T>) => void, { path = '/api/stream', most = MOST }: { path?: string; most?: number } = {}) {
  let state = $state<LineState>('connecting');
  let since = $state.raw<Date | null>(null);
  let last = after;
  let wait = 1000;
  let waiting: string[] = [];
  let skipped = 0;
  let framed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;

  function open(): void {
    source?.close();
    clearTimeout(timer);
    state = since ? 'lost' : 'connecting';
    const address = new URL(path, location.origin);
    address.searchParams.set('after', String(last));
    source = new EventSource(address);
    source.onopen = () => {
      wait = 1000;
      since = null;
      state = 'connected';
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const position = Number(message.lastEventId);
      if (position <= last) return;
      last = position;
      waiting.push(message.data);
      // A quarter over, so that it is not moved for every one that comes.
      if (waiting.length > most * 1.25) {
        skipped += waiting.length - most;
        waiting = waiting.slice(-most);
      }
      frame();
    };
    source.onerror = () => {
      since ??= new Date();
      state = 'lost';
      // The browser tries again by itself, but not after an answer that is no stream.
      if (source?.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, SLOWEST);
      }
    };
  }

  function frame(): void {
    if (framed) return;
    framed = true;
    requestAnimationFrame(() => {
      framed = false;
      const arrived = { entries: waiting.map((text) => JSON.parse(text) as T), skipped };
      waiting = [];
      skipped = 0;
      take(arrived);
    });
  }

  open();
  return {
    get state(): LineState {
      return state;
    },
    /** Since when nothing comes. */
    get since(): Date | null {
      return since;
    },
    /** Tries now. */
    again(): void {
      wait = 1000;
      open();
    },
    close: (): void => {
      clearTimeout(timer);
      source?.close();
    },
  };
}
