// What the desk tells as it happens. After a break it goes on where it broke off; what was too long away reads all again.
import type { Me, Overview, Present, Row } from '../../lib/desk';

export type Told =
  | { kind: 'case'; data: Row } | { kind: 'gone'; data: { id: number } } | { kind: 'counts'; data: Overview }
  | { kind: 'message'; data: { cases: number[]; number: number } } | { kind: 'presence'; data: { case: number; presence: Present[] } }
  | { kind: 'me'; data: Pick<Me, 'status' | 'load' | 'capacity'> } | { kind: 'reload'; data: unknown };

const KINDS: Told['kind'][] = ['case', 'gone', 'counts', 'message', 'presence', 'me', 'reload'];
const SLOWEST = 15_000;
/** A hidden page draws nothing: what it lets wait is read anew. */
const MOST = 2000;
const PAUSE = 250;
/** Whoever was away for longer may have a line that only looks alive. */
const AWAY = 60_000;

export function listen(take: (told: Told[]) => void, missed: () => void) {
  let lost = $state.raw<Date | null>(null);
  let last = 0;
  let wait = 1000;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due: ReturnType<typeof setTimeout> | undefined;
  let waiting: Told[] = [];

  function connect(): void {
    source?.close();
    clearTimeout(timer);
    const address = new URL('/api/desk/stream', location.origin);
    address.searchParams.set('after', String(last));
    source = new EventSource(address);
    source.onopen = () => {
      wait = 1000;
      lost = null;
    };
    for (const kind of KINDS) source.addEventListener(kind, heard);
    source.onerror = () => {
      lost ??= new Date();
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, SLOWEST);
    };
  }

  let hiddenAt = 0;
  function seen(): void {
    if (document.hidden) hiddenAt = Date.now();
    else if (source && hiddenAt && Date.now() - hiddenAt > AWAY) connect();
  }
  const back = (): void => {
    if (source) connect();
  };
  // The browser knows it before the line does.
  const cut = (): void => void (lost ??= new Date());

  function heard(event: MessageEvent<string>): void {
    if (event.lastEventId) last = Number(event.lastEventId);
    waiting.push({ kind: event.type, data: JSON.parse(event.data) } as Told);
    // Not by frames: a hidden page has none, and its title and its other tab must be right too.
    due ??= setTimeout(hand, document.hidden ? PAUSE : 16);
  }

  function hand(): void {
    due = undefined;
    const told = waiting;
    waiting = [];
    if (told.length > MOST) missed();
    else take(told);
  }

  return {
    /** Since when nothing comes. */
    get lost(): Date | null {
      return lost;
    },
    open(after: number): void {
      if (source) return;
      last = after;
      connect();
      document.addEventListener('visibilitychange', seen);
      window.addEventListener('online', back);
      window.addEventListener('offline', cut);
    },
    again(): void {
      wait = 1000;
      connect();
    },
    close(): void {
      clearTimeout(timer);
      clearTimeout(due);
      source?.close();
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('online', back);
      window.removeEventListener('offline', cut);
    },
  };
}
