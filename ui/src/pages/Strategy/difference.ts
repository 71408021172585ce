// What differs between two texts, line by line (Myers), and between two folders of files.

export type Line = { kind: 'same' | 'added' | 'removed'; text: string; /** Its number before and after. */ before: number | null; after: number | null };
export type Change = { path: string; kind: 'added' | 'removed' | 'changed'; added: number; removed: number };
export type Files = Record<string, string>;

/** Beyond so many differences the rest is shown as replaced. */
const MOST = 2000;

export function lines(before: string, after: string): Line[] {
  const [left, right] = [split(before), split(after)];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const steps: Line['kind'][] = [...Array<'same'>(start).fill('same'), ...walk(left.slice(start, left.length - end), right.slice(start, right.length - end)), ...Array<'same'>(end).fill('same')];
  let [at, to] = [0, 0];
  return steps.map((kind) => {
    if (kind === 'removed') return { kind, text: left[at]!, before: (at += 1), after: null };
    if (kind === 'added') return { kind, text: right[to]!, before: null, after: (to += 1) };
    return { kind, text: right[to]!, before: (at += 1), after: (to += 1) };
  });
}

/** The files that differ, in the order of their paths. */
export function changes(before: Files, after: Files): Change[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.filter((path) => before[path] !== after[path]).map((path) => {
    const all = lines(before[path] ?? '', after[path] ?? '');
    const count = (kind: Line['kind']) => all.filter((line) => line.kind === kind).length;
    return { path, kind: before[path] === undefined ? 'added' : after[path] === undefined ? 'removed' : 'changed', added: count('added'), removed: count('removed') };
  });
}

const split = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

function walk(left: string[], right: string[]): Line['kind'][] {
  const all = (): Line['kind'][] => [...left.map(() => 'removed' as const), ...right.map(() => 'added' as const)];
  if (left.length === 0 || right.length === 0) return all();
  const reach = Math.min(left.length + right.length, MOST);
  const trail: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= reach; depth += 1) {
    trail.push(new Map(furthest));
    for (let way = -depth; way <= depth; way += 2) {
      const down = way === -depth || (way !== depth && furthest.get(way - 1)! < furthest.get(way + 1)!);
      let x = down ? furthest.get(way + 1)! : furthest.get(way - 1)! + 1;
      while (x < left.length && x - way < right.length && left[x] === right[x - way]) x += 1;
      furthest.set(way, x);
      if (x >= left.length && x - way >= right.length) return back(trail, left.length, right.length);
    }
  }
  return all();
}

function back(trail: Map<number, number>[], width: number, height: number): Line['kind'][] {
  const steps: Line['kind'][] = [];
  let [x, y] = [width, height];
  for (let depth = trail.length - 1; depth >= 0; depth -= 1) {
    const furthest = trail[depth]!;
    const way = x - y;
    const down = way === -depth || (way !== depth && furthest.get(way - 1)! < furthest.get(way + 1)!);
    const from = furthest.get(down ? way + 1 : way - 1)!;
    const [px, py] = [from, from - (down ? way + 1 : way - 1)];
    while (x > px && y > py && x > 0 && y > 0) {
      steps.push('same');
      x -= 1;
      y -= 1;
    }
    if (depth > 0) steps.push(down ? 'added' : 'removed');
    [x, y] = [px, py];
  }
  return steps.reverse();
}
