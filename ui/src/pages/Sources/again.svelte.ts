// Reading many again, one after another, with how far it is.
import { api, ask, ApiProblem } from '../../lib/api';

export function again() {
  let total = $state(0);
  let done = $state(0);
  let refused = $state(0);
  let running = $state(false);
  let stop = false;

  return {
    get running(): boolean {
      return running;
    },
    get total(): number {
      return total;
    },
    get done(): number {
      return done;
    },
    /** Of how many it is the same as before. */
    get refused(): number {
      return refused;
    },
    stop(): void {
      stop = true;
    },
    /** Throws when something else is wrong than with what is read. */
    async run(numbers: number[]): Promise<void> {
      [total, done, refused, running, stop] = [numbers.length, 0, 0, true, false];
      try {
        for (const number of numbers) {
          if (stop) break;
          await ask(api.POST('/api/quarantine/{number}/retry', { params: { path: { number } } })).catch((fault: unknown) => {
            if (!(fault instanceof ApiProblem) || (fault.status !== 409 && fault.status !== 404)) throw fault;
            if (fault.status === 409) refused += 1;
          });
          done += 1;
        }
      } finally {
        running = false;
      }
    },
  };
}
