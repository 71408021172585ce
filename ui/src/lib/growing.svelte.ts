// A list that comes a page at a time and grows on request.
import { ApiProblem } from './problem';

export type Batch<T> = { items: T[]; next: string | number | null | undefined };

/** Loads the first part now, and starts over when something reactive that `load` reads has changed. */
export function growing<T>(load: (cursor: string | number | null, signal: AbortSignal) => Promise<Batch<T>>) {
  let items = $state.raw<T[]>([]);
  let next = $state.raw<string | number | null>(null);
  let loading = $state(true);
  let begun = $state(false);
  let problem = $state.raw<ApiProblem | null>(null);
  let round = $state(0);
  let stop = new AbortController();

  async function fetchPart(cursor: string | number | null, signal: AbortSignal, before: T[]): Promise<void> {
    loading = true;
    try {
      const part = await load(cursor, signal);
      if (signal.aborted) return;
      [items, next, problem, begun] = [[...before, ...part.items], part.next ?? null, null, true];
    } catch (fault) {
      if (signal.aborted) return;
      problem = fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault));
    }
    loading = false;
  }

  $effect(() => {
    void round;
    const mine = (stop = new AbortController());
    void fetchPart(null, mine.signal, []);
    return () => mine.abort();
  });

  return {
    get items(): T[] {
      return items;
    },
    get loading(): boolean {
      return loading;
    },
    /** Whether the first part has come. */
    get begun(): boolean {
      return begun;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    get more(): boolean {
      return next !== null;
    },
    grow(): void {
      if (next !== null && !loading) void fetchPart(next, stop.signal, items);
    },
    reload(): void {
      round += 1;
    },
  };
}
