// Two people changed the same draft: what each changed, file by file.
import type { Files } from '../Strategy/difference';

export type Merged = { files: Files; /** What both changed, and differently. */ clashes: string[] };

export function merge(before: Files, theirs: Files, mine: Files): Merged {
  const files: Files = {};
  const clashes: string[] = [];
  for (const path of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, yours, ours] = [before[path], theirs[path], mine[path]];
    if (yours !== ours && yours !== was && ours !== was) clashes.push(path);
    const text = ours !== was ? ours : yours;
    if (text !== undefined) files[path] = text;
  }
  return { files, clashes: clashes.sort() };
}
