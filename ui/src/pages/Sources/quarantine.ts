// What could not be read, put together by what is wrong with it.
import type { Schema } from '../../lib/api';
import { say } from '../../lib/words.svelte';

export type Item = Schema['ShownItem'];
export type Group = { key: string; problem: string; items: Item[]; sources: string[]; newest: string; oldest: string };

/** The same problem with other values is the same problem: all but the first name between backticks is left out. */
export function kindOf(problem: string): string {
  let names = 0;
  const without = problem.replace(/`[^`]*`/g, (name) => ((names += 1) === 1 ? name : '`…`'));
  return without.replace(/\b(line|column|byte) \d+/g, '$1 …');
}

export function grouped(items: Item[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const key = kindOf(item.problem);
    const group = groups.get(key) ?? { key, problem: key, items: [], sources: [], newest: item.at, oldest: item.at };
    group.items.push(item);
    if (!group.sources.includes(item.source)) group.sources.push(item.source);
    if (item.at > group.newest) group.newest = item.at;
    if (item.at < group.oldest) group.oldest = item.at;
    groups.set(key, group);
  }
  return [...groups.values()].sort((left, right) => right.items.length - left.items.length);
}

/** What is wrong, in our words, and what can be done about it; nothing for what only the server can say. */
export function reasonOf(problem: string): string | null {
  const missing = /^`([^`]+)` is missing$/.exec(problem);
  if (missing) return say('sources.reasonMissing', { field: missing[1]! });
  const shape = /^not readable as ([^:]+):/.exec(problem);
  if (shape) return say('sources.reasonShape', { form: shape[1]! });
  const time = /^`([^`]+)`: `[^`]*` is not a date/.exec(problem);
  if (time) return say('sources.reasonTime', { field: time[1]! });
  const field = /^`([^`]+)`:/.exec(problem);
  if (field) return say('sources.reasonField', { field: field[1]! });
  return /^\d+ fields where/.test(problem) ? say('sources.reasonWidth') : null;
}
