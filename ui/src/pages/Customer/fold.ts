// A timeline as it is read: by day, with what belongs together folded together.
import { localDay } from '../../lib/day';
import { groupOf, isEcho } from '../../lib/group';
import type { Entry } from '../../lib/entry';

export type Line = { entry: Entry; /** The rest of what is folded in it, newest first; with the entry itself. */ all: Entry[]; kind: 'one' | 'delivery' | 'run' };
export type Day = { day: string; lines: Line[]; system: Entry[] };

/** So many of one type in a row are one line. */
const RUN = 3;

/** Newest first; what is told late stands where it happened. With `system`, what only concerns ourselves stands among the rest. */
export function fold(entries: readonly Entry[], system: boolean): Day[] {
  const days: Day[] = [];
  const sends = new Map<string, Line>();
  for (const entry of entries.toSorted((left, right) => Date.parse(right.time) - Date.parse(left.time))) {
    const day = localDay(new Date(entry.time));
    let last = days.at(-1);
    if (last?.day !== day) days.push((last = { day, lines: [], system: [] }));
    const group = isEcho(entry) ? 'system' : groupOf(entry);
    const key = group === 'deliveries' ? String(entry.data['key'] ?? '') : '';
    if (group === 'system' && !system) last.system.push(entry);
    else if (key && sends.has(key)) sends.get(key)!.all.push(entry);
    else {
      const line: Line = { entry, all: [entry], kind: key ? 'delivery' : 'one' };
      if (key) sends.set(key, line);
      last.lines.push(line);
    }
  }
  for (const day of days) day.lines = runs(day.lines);
  // All of a day may be folded into a later one.
  return days.filter((day) => day.lines.length || day.system.length);
}

function runs(lines: Line[]): Line[] {
  const folded: Line[] = [];
  let start = 0;
  for (let at = 1; at <= lines.length; at += 1) {
    if (at < lines.length && same(lines[start]!, lines[at]!)) continue;
    const alike = lines.slice(start, at);
    if (alike.length >= RUN) folded.push({ entry: alike[0]!.entry, all: alike.map((line) => line.entry), kind: 'run' });
    else folded.push(...alike);
    start = at;
  }
  return folded;
}

/** Only what sources tell: each of ours has its own why. */
const same = (left: Line, right: Line): boolean => groupOf(left.entry) === 'events' && left.entry.type === right.entry.type && left.entry.source === right.entry.source && groupOf(right.entry) === 'events';
