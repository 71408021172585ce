// What was said, and what is still to be kept by the server: each once, in order, whatever comes twice or is cut off.
import type { FromServer, Line, Saying } from './frames';
import type { Keep } from './keep';

/** Something of the visitor's that the server has not shown yet. */
export interface Mine {
  at: number;
  saying: Saying;
  /** `waiting` until the server has it, then `kept` until it shows it; `refused` when it never will have it. */
  state: 'waiting' | 'kept' | 'refused';
  problem?: string;
}

/** For how long something is sent again: as long as the server would know it for a repeat. */
const LASTING = 14 * 86_400_000;

export class Thread {
  lines: Line[] = [];
  mine: Mine[] = [];
  /** The highest number that is known. */
  after = 0;
  #ids = new Set<string>();
  #keep: Keep;
  #now: () => number;

  constructor(keep: Keep, now: () => number = Date.now) {
    this.#keep = keep;
    this.#now = now;
    this.mine = keep.waiting.map(({ at, saying }) => ({ at, saying, state: now() - at > LASTING ? 'refused' : 'waiting' }));
  }

  /** Says something, as soon as the server is there. */
  say(saying: Saying) {
    // The order of what is said in one moment is the order in which it was said.
    const at = Math.max(this.#now(), (this.mine.at(-1)?.at ?? 0) + 1);
    this.mine.push({ at, saying, state: 'waiting' });
    this.#keep.add(at, saying);
  }

  /** What is to be sent, again or for the first time. */
  get waiting(): Saying[] {
    return this.mine.filter((mine) => mine.state === 'waiting').map((mine) => mine.saying);
  }

  /** Takes what was refused out, to be said anew. */
  drop(id: string) {
    this.mine = this.mine.filter((mine) => mine.saying.id !== id);
    this.#keep.remove(id);
  }

  /** Sends what was refused once more. */
  again(id: string) {
    const mine = this.mine.find((one) => one.saying.id === id);
    if (mine) mine.state = 'waiting';
  }

  /** Takes in what the server says; whether anything is different by it. */
  take(frame: FromServer): boolean {
    switch (frame.type) {
      case 'history':
        return frame.said.map((line) => this.#add(line)).some(Boolean);
      case 'said':
        return this.#add(frame);
      case 'ack':
        return this.#mark(frame.id, 'kept');
      case 'problem':
        return frame.id !== undefined && frame.retry_after === undefined && this.#mark(frame.id, 'refused', frame.kind);
      default:
        return false;
    }
  }

  #add(line: Line): boolean {
    this.after = Math.max(this.after, line.number);
    if (this.#ids.has(line.id)) return false;
    this.#ids.add(line.id);
    this.drop(line.id);
    const at = this.lines.findLastIndex((other) => other.number < line.number);
    this.lines.splice(at + 1, 0, line);
    return true;
  }

  #mark(id: string, state: 'kept' | 'refused', problem?: string): boolean {
    const mine = this.mine.find((one) => one.saying.id === id);
    if (!mine || mine.state === state) return false;
    mine.state = state;
    if (problem) mine.problem = problem;
    // What is kept need not be sent again, also after a reload.
    this.#keep.remove(id);
    return true;
  }
}
