// Something a page loads. What was loaded stays in view while newer is fetched; an older answer never replaces a newer.
import { ApiProblem } from './problem';

export type Resource<T> = ReturnType<typeof resource<T>>;

/** Loads now, and again when something reactive that `load` reads before its first await has changed. Call it while a
 * component is made. */
export function resource<T>(load: (signal: AbortSignal) => Promise<T>) {
  let data = $state.raw<T | undefined>(undefined);
  let problem = $state.raw<ApiProblem | null>(null);
  let loading = $state(true);
  let at = $state.raw<Date | null>(null);
  let round = $state(0);

  $effect(() => {
    void round;
    const stop = new AbortController();
    loading = true;
    load(stop.signal).then(
      (loaded) => {
        if (stop.signal.aborted) return;
        [data, problem, loading, at] = [loaded, null, false, new Date()];
      },
      (fault: unknown) => {
        if (stop.signal.aborted) return;
        [problem, loading] = [fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault)), false];
        if (!(fault instanceof ApiProblem)) console.error(fault);
      },
    );
    return () => stop.abort();
  });

  return {
    get data(): T | undefined {
      return data;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    get loading(): boolean {
      return loading;
    },
    /** When what is shown was loaded. */
    get at(): Date | null {
      return at;
    },
    reload(): void {
      round += 1;
    },
    /** Shows a change before the server has answered; `reload` puts it right. */
    change(by: (data: T) => T): void {
      if (data !== undefined) data = by(data);
    },
  };
}
