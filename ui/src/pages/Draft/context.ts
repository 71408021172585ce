// Where in a TOML file the cursor is: in which table, at which key, in a text or not. Reads what is before the cursor
// only, whole or not.

export type Context = {
  place: 'header' | 'key' | 'value' | 'text' | 'none';
  /** The table's name, without numbers. */ table: string[];
  list: boolean;
  /** The keys that lead from the table to the cursor; in a key, to the table it is in. */ keys: string[];
  /** Where what is being typed begins. */ from: number;
  typed: string;
  /** The keys that the innermost table has before the cursor. */ there: string[];
};

type Frame = { kind: 'list' | 'table'; key: string; there: string[] };

export function contextAt(text: string, position: number): Context {
  const head = text.slice(0, position);
  let table: string[] = [];
  let list = false;
  let there: string[] = [];
  let frames: Frame[] = [];
  let key = '';
  let inValue = false;
  let from = 0;
  let at = 0;

  const within = (): string[] => frames.map((frame) => frame.key).filter(Boolean);
  const result = (place: Context['place'], start: number): Context => {
    const inner = frames.findLast((frame) => frame.kind === 'table');
    const keys = [...within(), ...(place === 'value' || place === 'text' ? [key] : [])].filter(Boolean).flatMap(parts);
    return { place, table, list, keys, from: start, typed: head.slice(start), there: inner ? inner.there : frames.length ? [] : there };
  };

  while (at < head.length) {
    const c = head[at]!;
    if (c === '#') {
      const end = head.indexOf('\n', at);
      if (end < 0) return result('none', at);
      at = end;
    } else if (c === '\n') {
      at += 1;
      if (frames.length === 0) [key, inValue] = ['', false];
      from = at;
    } else if (c === '[' && !inValue && frames.length === 0) {
      const end = head.indexOf('\n', at);
      if (end < 0) return result('header', at);
      const header = /^\[(\[?)\s*([^\]]*)/.exec(head.slice(at, end));
      [table, list, there] = [parts(header?.[2] ?? ''), header?.[1] === '[', []];
      at = end;
    } else if (c === '"' || c === "'") {
      const end = closing(head, at, c);
      if (end < 0) return inValue ? result('text', at + 1) : result('key', from);
      at = end;
    } else if (!inValue && c === '=') {
      key = head.slice(from, at).trim();
      (frames.findLast((frame) => frame.kind === 'table')?.there ?? there).push(key);
      inValue = true;
      at += 1;
      from = at;
    } else if (inValue && (c === '[' || c === '{')) {
      frames.push({ kind: c === '[' ? 'list' : 'table', key, there: [] });
      key = '';
      inValue = c === '[';
      at += 1;
      from = at;
    } else if (c === ']' || c === '}') {
      const closed = frames.pop();
      key = closed?.key ?? '';
      inValue = true;
      at += 1;
      from = at;
    } else if (c === ',') {
      const frame = frames.at(-1);
      if (frame?.kind === 'table') [key, inValue] = ['', false];
      at += 1;
      from = at;
    } else at += 1;
  }
  const start = from + (/^\s*/.exec(head.slice(from))?.[0].length ?? 0);
  if (inValue) return result('value', start);
  // A key that has its end, and no sign yet.
  return result(/\S\s+$/.test(head.slice(from)) ? 'none' : 'key', start);
}

/** `"order.placed".link` → `order.placed`, `link`. */
export const parts = (name: string): string[] => [...name.matchAll(/"([^"]*)"|'([^']*)'|[^.\s"']+/g)].map((found) => found[1] ?? found[2] ?? found[0]);

/** Where the text that begins here ends; −1 when it does not. */
function closing(head: string, start: number, quote: string): number {
  const long = head.startsWith(quote.repeat(3), start);
  const end = long ? quote.repeat(3) : quote;
  for (let at = start + end.length; at < head.length; at += 1) {
    if (head[at] === '\\' && quote === '"') at += 1;
    else if (head[at] === '\n' && !long) return at;
    else if (head.startsWith(end, at)) return at + end.length;
  }
  return -1;
}
