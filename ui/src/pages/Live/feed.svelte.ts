// What comes in, newest first, as far as it fits the filter. Everything is kept up to a bound; when more comes than
// can be read, drawing waits and data does not.
import { untrack } from 'svelte';
import { api, ask } from '../../lib/api';
import type { Schema } from '../../lib/api';
import type { Entry } from '../../lib/entry';
import { ApiProblem } from '../../lib/problem';
import { stream, type Arrived } from '../../lib/stream.svelte';
import { asked, fits, isWide, type Filter } from './filter';
import { Tally, type Rates } from './tally';

/** How much can be scrolled and searched here; what is older is asked for. */
export const KEPT = 10_000;
/** Faster than this many a second nobody reads: then it is drawn four times a second. */
const READABLE = 40;
const CALM = 250;
const PART = 500;
const ENOUGH = 60;

/** Call it while a component is made; `filter` is read reactively. */
export function feed(start: Schema['Live'], filter: () => Filter) {
  const tally = new Tally(Date.now());
  tally.begin(start.last_minute);
  /** Oldest first, so that adding is cheap. */
  let kept = (start.entries as Entry[]).toReversed();
  /** Asked for by who scrolls down: older than what is kept, newest first. */
  let older: Entry[] = [];
  let drawn: Entry[] = [];
  let arrivedSince: Entry[] = [];
  let lastDraw = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The last position that is shown while paused. */
  let cut = Infinity;
  let matches: (entry: Entry) => boolean = () => true;

  let shown = $state.raw<Entry[]>([]);
  let waiting = $state(0);
  let paused = $state<'no' | 'scrolled' | 'chosen'>('no');
  let rates = $state.raw<Rates>(tally.read(Date.now()));
  let types = $state.raw<string[]>([]);
  let searching = $state(false);
  let exhausted = $state(false);
  let problem = $state.raw<ApiProblem | null>(null);
  /** How far back was looked. */
  let reached = $state('');
  const seenTypes = new Set<string>();
  /** How customers are written, as far as a decision said it. */
  const labels = new Map<number, string>();

  const line = stream<Entry>(start.sequence, take, { most: KEPT });

  function take({ entries, skipped }: Arrived<Entry>): void {
    tally.add(entries, Date.now());
    // There is a hole before what came: what lies behind it is asked for again when somebody scrolls there.
    if (skipped) [kept, older] = [[], []];
    for (const entry of entries) {
      kept.push(entry);
      learn(entry);
    }
    if (kept.length > KEPT * 1.25) kept = kept.slice(-KEPT);
    const fitting = isWide(filterNow) ? entries : entries.filter(matches);
    if (paused !== 'no') waiting += fitting.length;
    else if (fitting.length) {
      for (const entry of fitting) arrivedSince.push(entry);
      schedule();
    }
  }

  function schedule(): void {
    const gap = rates.second > READABLE || arrivedSince.length > READABLE ? CALM : 0;
    const left = lastDraw + gap - performance.now();
    if (left <= 0) draw();
    else timer ??= setTimeout(draw, left);
  }

  function draw(): void {
    clearTimeout(timer);
    timer = undefined;
    lastDraw = performance.now();
    if (paused !== 'no') return;
    drawn = [...arrivedSince.slice(-KEPT).reverse(), ...drawn].slice(0, KEPT);
    arrivedSince = [];
    shown = drawn;
  }

  let filterNow: Filter = untrack(filter);
  function refill(): void {
    matches = fits(filterNow, who);
    const inKept = kept.filter((entry) => entry.position <= cut && matches(entry)).reverse();
    const inOlder = older.filter(matches);
    drawn = [...inKept, ...inOlder].slice(0, 4 * KEPT);
    waiting = cut === Infinity ? 0 : kept.filter((entry) => entry.position > cut && matches(entry)).length;
    arrivedSince = [];
    shown = drawn;
    reached = (older.at(-1) ?? kept[0])?.at ?? '';
  }

  /** Goes on looking before what is here. */
  async function search(signal?: AbortSignal): Promise<void> {
    if (searching) return;
    searching = true;
    problem = null;
    const mine = filterNow;
    try {
      const before = older.at(-1)?.position ?? kept[0]?.position;
      const type = asked(mine);
      const query = { limit: PART, ...(before ? { before } : {}), ...(type ? { type } : {}) };
      const { entries } = await ask(api.GET('/api/entries', { params: { query }, ...(signal ? { signal } : {}) }));
      if (mine !== filterNow) return;
      older = [...older, ...(entries as Entry[])];
      for (const entry of entries as Entry[]) learn(entry);
      reached = entries.at(-1)?.at ?? reached;
      exhausted = entries.length < PART;
      drawn = [...drawn, ...(entries as Entry[]).filter(matches)];
      shown = drawn;
    } catch (fault) {
      if (!signal?.aborted) problem = fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault));
    } finally {
      searching = false;
    }
  }

  /** The customer as written. What we conclude only knows a number; the event that led to it knows more. */
  function who(entry: Entry): string {
    const said = entry.customer?.[0] ?? entry.data['customer'];
    if (typeof said === 'string') return said;
    const cause = entry.cause == null ? undefined : at(kept, entry.cause);
    return cause?.customer?.[0] ?? (entry.about == null ? '' : (labels.get(entry.about) ?? `#${entry.about}`));
  }

  function learn(entry: Entry): void {
    const label = entry.data['customer'];
    if (entry.about == null || typeof label !== 'string') return;
    if (labels.size > 2 * KEPT) labels.clear();
    labels.set(entry.about, label);
  }

  $effect(() => {
    filterNow = filter();
    const stop = new AbortController();
    untrack(() => {
      // What was asked for was of the filter before.
      [older, exhausted] = [[], false];
      searching = false;
      refill();
      if (drawn.length < ENOUGH) void search(stop.signal);
    });
    return () => stop.abort();
  });

  $effect(() => {
    const every = setInterval(() => {
      rates = tally.read(Date.now());
      for (const entry of kept.slice(-PART)) seenTypes.add(entry.type);
      if (seenTypes.size !== types.length) types = [...seenTypes].sort();
    }, 1000);
    for (const entry of kept) {
      seenTypes.add(entry.type);
      learn(entry);
    }
    for (const type of Object.keys(start.last_minute)) seenTypes.add(type);
    types = [...seenTypes].sort();
    return () => {
      clearInterval(every);
      clearTimeout(timer);
      line.close();
    };
  });

  return {
    line,
    who,
    get shown(): Entry[] {
      return shown;
    },
    /** How many came since it was paused and fit. */
    get waiting(): number {
      return waiting;
    },
    get paused(): boolean {
      return paused !== 'no';
    },
    get rates(): Rates {
      return rates;
    },
    /** Every type that was seen. */
    get types(): string[] {
      return types;
    },
    get searching(): boolean {
      return searching;
    },
    get exhausted(): boolean {
      return exhausted;
    },
    get reached(): string {
      return reached;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    search: (): void => void search(),
    pause(by: 'scrolled' | 'chosen'): void {
      if (paused === 'chosen') return;
      if (paused === 'no') {
        draw();
        cut = kept.at(-1)?.position ?? start.sequence;
      }
      paused = by;
    },
    resume(): void {
      [paused, cut] = ['no', Infinity];
      older = [];
      exhausted = false;
      refill();
      if (drawn.length < ENOUGH) void search();
    },
    /** Back at the top goes on, unless somebody chose to stand still. */
    top(): void {
      if (paused === 'scrolled') this.resume();
    },
  };
}

/** Positions only grow. */
function at(entries: readonly Entry[], position: number): Entry | undefined {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = entries[middle]!;
    if (found.position === position) return found;
    if (found.position < position) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
