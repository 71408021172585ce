// A thread as it is read: days, messages, what happened folded, and where it is new.
import { localDay } from '../../lib/day';
import type { Message } from '../../lib/desk';
import type { Unsent } from './sending.svelte';

export type Item =
  | { kind: 'day'; key: string; day: string }
  | { kind: 'new'; key: string }
  | { kind: 'happened'; key: string; messages: Message[] }
  | { kind: 'message'; key: string; message: Message; /** Somebody else, or later: it says who and when. */ headed: boolean }
  | { kind: 'unsent'; key: string; unsent: Unsent };

const TOGETHER = 5 * 60_000;
/** So many in a row are one line. */
const RUN = 3;

/** What is no message but something that happened; what has a level is always shown. */
export const isHappening = (message: Message): boolean => message.by === 'event' || message.state === 'unsaid';
const hasLevel = (message: Message): boolean => Boolean(message.event?.level);

export function items(messages: readonly Message[], unsent: readonly Unsent[], newFrom: number | null): Item[] {
  const made: Item[] = [];
  let day = '';
  let marked = newFrom === null;
  let last: Message | null = null;
  let run: Message[] = [];

  const flush = (): void => {
    if (run.length >= RUN) made.push({ kind: 'happened', key: `e${run[0]!.number}`, messages: run });
    else for (const one of run) made.push({ kind: 'happened', key: `e${one.number}`, messages: [one] });
    run = [];
  };

  for (const message of messages) {
    const here = localDay(new Date(message.at));
    if (here !== day) {
      flush();
      made.push({ kind: 'day', key: `d${here}`, day: here });
      [day, last] = [here, null];
    }
    if (!marked && message.number >= newFrom! && message.by === 'customer') {
      flush();
      made.push({ kind: 'new', key: 'new' });
      [marked, last] = [true, null];
    }
    if (isHappening(message)) {
      if (hasLevel(message)) {
        flush();
        made.push({ kind: 'happened', key: `e${message.number}`, messages: [message] });
      } else run.push(message);
      last = null;
      continue;
    }
    flush();
    made.push({ kind: 'message', key: `m${message.number}`, message, headed: !last || !alike(last, message) });
    last = message;
  }
  flush();
  for (const one of unsent) made.push({ kind: 'unsent', key: `u${one.body.id}`, unsent: one });
  return made;
}

const alike = (left: Message, right: Message): boolean =>
  left.by === right.by && left.author.name === right.author.name && left.conversation === right.conversation && !right.subject && Date.parse(right.at) - Date.parse(left.at) < TOGETHER;

const LINE = 62;
/** About how high it will be, until it has been drawn. */
export function guess(item: Item): number {
  if (item.kind === 'day') return 40;
  if (item.kind === 'new' || item.kind === 'happened') return 32;
  if (item.kind === 'unsent') return 90;
  const { text, own, attachments, event } = item.message;
  if (event) return 32;
  const lines = (own ?? text).split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE)), 0);
  return 34 + (item.headed ? 22 : 0) + lines * 20 + attachments.length * 190;
}
