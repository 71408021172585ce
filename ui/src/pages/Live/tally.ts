// How many came in the last minute, by the second and by group.
import { GROUPS, groupOf, ownTypes, type Group } from '../../lib/group';
import type { Entry } from '../../lib/entry';

const SECONDS = 60;
export type Rates = { second: number; minute: number; groups: Record<Group, number> };

export class Tally {
  private readonly counts = GROUPS.map(() => new Float64Array(SECONDS));
  private last: number;

  constructor(now: number) {
    this.last = Math.floor(now / 1000);
  }

  /** What came in the minute before; when exactly is not known. */
  begin(types: Record<string, number>): void {
    for (const [type, count] of Object.entries(types)) {
      // The counts at the start are by type alone.
      const counts = this.countsOf({ type, source: ownTypes.has(type) ? 'voorzet' : '' });
      for (let second = 0; second < SECONDS; second += 1) counts[second]! += count / SECONDS;
    }
  }

  add(entries: readonly Pick<Entry, 'source' | 'type'>[], now: number): void {
    this.move(now);
    for (const entry of entries) this.countsOf(entry)[this.last % SECONDS]! += 1;
  }

  read(now: number): Rates {
    this.move(now);
    const sum = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0);
    const groups = Object.fromEntries(GROUPS.map((group, index) => [group, Math.round(sum(this.counts[index]!))])) as Record<Group, number>;
    const before = (this.last + SECONDS - 1) % SECONDS;
    const second = this.counts.reduce((all, counts) => all + counts[before]!, 0);
    return { second, minute: GROUPS.reduce((all, group) => all + groups[group], 0), groups };
  }

  /** Empties the seconds that went by. */
  private move(now: number): void {
    const next = Math.floor(now / 1000);
    for (let second = Math.max(this.last + 1, next - SECONDS + 1); second <= next; second += 1) for (const counts of this.counts) counts[second % SECONDS] = 0;
    this.last = Math.max(this.last, next);
  }

  private countsOf(entry: Pick<Entry, 'source' | 'type'>): Float64Array {
    return this.counts[GROUPS.indexOf(groupOf(entry))]!;
  }
}
