// TOML with the places of everything in it, so that one value can be changed while comments and layout stay. What
// cannot be read is stepped over to the next line: a file that is being written is seldom whole.

export type Node = { start: number; end: number } & (
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'other'; value: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'table'; entries: Entry[] }
);
export type Entry = { keys: string[]; start: number; value: Node; end: number };
/** `at`: the table's own way, with the number of each table of a list. */
export type Table = { at: Path; list: boolean; start: number; head: number; entries: Entry[] };
export type Path = (string | number)[];

export function parse(text: string): Table[] {
  return new Reader(text).tables();
}

/** What stands at a path: `['signal', 1, 'chance']`. */
export function find(text: string, path: Path): Node | undefined {
  return findIn(parse(text), path)?.node;
}

/** A text's value, or undefined when it is none or absent. */
export function textAt(text: string, path: Path): string | undefined {
  const node = find(text, path);
  return node?.kind === 'text' ? node.value : undefined;
}

export function numberAt(text: string, path: Path): number | undefined {
  const node = find(text, path);
  return node?.kind === 'number' ? node.value : undefined;
}

/** How many tables of a list there are: `[[signal]]`, or in brackets. */
export function countAt(text: string, path: Path): number {
  const tables = parse(text);
  const node = findIn(tables, path)?.node;
  if (node?.kind === 'list') return node.items.length;
  return tables.filter((table) => table.list && table.at.length === path.length + 1 && begins(table.at, path)).length;
}

/** Writes a value, given as TOML, in the place of the one that is there, or where it belongs. */
export function set(text: string, path: Path, raw: string): string {
  const tables = parse(text);
  const there = findIn(tables, path)?.node;
  if (there) return splice(text, there.start, there.end, raw);
  const [parent, key] = [path.slice(0, -1), bare(String(path.at(-1)))];
  const inside = findIn(tables, parent)?.node;
  if (inside?.kind === 'table') {
    const last = inside.entries.at(-1);
    return last ? splice(text, last.end, last.end, `, ${key} = ${raw}`) : splice(text, inside.start, inside.end, `{ ${key} = ${raw} }`);
  }
  const table = tables.find((one) => equal(one.at, parent));
  if (table && (parent.length > 0 || table.entries.length > 0)) return addLine(text, table, key, raw);
  const dotted = tables.find((one) => begins(parent, one.at) && one.entries.some((entry) => begins([...one.at, ...entry.keys], parent)));
  if (dotted) return addLine(text, { ...dotted, entries: dotted.entries.filter((entry) => begins([...dotted.at, ...entry.keys], parent)) }, [...parent.slice(dotted.at.length), key].join('.'), raw);
  if (parent.length === 0) return `${key} = ${raw}\n${text}`;
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return `${text}${gap}[${parent.map((part) => bare(String(part))).join('.')}]\n${key} = ${raw}\n`;
}

/** Takes a value out, with its line when it has one of its own. */
export function remove(text: string, path: Path): string {
  const found = findIn(parse(text), path);
  if (!found) return text;
  const { node, entry, within } = found;
  if (within?.kind === 'table' && entry) return cut(text, within.entries, within.entries.indexOf(entry));
  if (within?.kind === 'list') return cut(text, within.items, within.items.indexOf(node));
  if (!entry) return text;
  const from = text.lastIndexOf('\n', entry.start - 1) + 1;
  const to = text.indexOf('\n', entry.end);
  return splice(text, from, to < 0 ? text.length : to + 1, '');
}

/** Puts the items of a list in another order; what stands between them stays. */
export function reorder(text: string, path: Path, order: number[]): string {
  const list = find(text, path);
  if (list?.kind !== 'list' || order.length !== list.items.length) return text;
  const raws = list.items.map((item) => text.slice(item.start, item.end));
  return list.items.reduceRight((done, item, index) => splice(done, item.start, item.end, raws[order[index]!]!), text);
}

/** Adds an item at the end of a list, written as the others are. */
export function append(text: string, path: Path, raw: string): string {
  const list = find(text, path);
  if (list?.kind !== 'list') return set(text, path, `[${raw}]`);
  const last = list.items.at(-1);
  if (!last) return splice(text, list.start, list.end, `[${raw}]`);
  const before = list.items.at(-2);
  const between = before ? text.slice(before.end, last.start) : ', ';
  const gap = text.slice(text.lastIndexOf('\n', last.start - 1) + 1, last.start);
  return splice(text, last.end, last.end, between.includes('\n') || !before && /^\s+$/.test(gap) ? `,\n${gap.match(/^\s*/)![0]}${raw}` : `, ${raw}`);
}

/** A text as TOML. */
export function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

const bare = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key));
const splice = (text: string, from: number, to: number, put: string): string => text.slice(0, from) + put + text.slice(to);
const begins = (path: Path, start: Path): boolean => start.length <= path.length && start.every((part, index) => path[index] === part);
const equal = (left: Path, right: Path): boolean => left.length === right.length && begins(left, right);

type Found = { node: Node; entry?: Entry; within?: Node };

function findIn(tables: Table[], path: Path): Found | undefined {
  for (const table of tables) {
    if (!begins(path, table.at)) continue;
    const found = inEntries(table.entries, path.slice(table.at.length), undefined);
    if (found) return found;
  }
  return undefined;
}

function inEntries(entries: Entry[], path: Path, within: Node | undefined): Found | undefined {
  for (const entry of entries) {
    if (path.length === 0 || !begins(path, entry.keys)) continue;
    const found = inNode(entry.value, path.slice(entry.keys.length), { node: entry.value, entry, ...(within ? { within } : {}) });
    if (found) return found;
  }
  return undefined;
}

function inNode(node: Node, path: Path, here: Found): Found | undefined {
  const [part] = path;
  if (part === undefined) return here;
  if (node.kind === 'table') return inEntries(node.entries, path, node);
  const item = node.kind === 'list' && typeof part === 'number' ? node.items[part] : undefined;
  return item && inNode(item, path.slice(1), { node: item, within: node });
}

/** After the table's last line, its sign under the one above. */
function addLine(text: string, table: Pick<Table, 'head' | 'entries'>, key: string, raw: string): string {
  const last = table.entries.at(-1);
  const above = last ? text.slice(last.start, text.indexOf('=', last.start)).length : 0;
  const line = `${key.padEnd(above > key.length ? above - 1 : 0)} = ${raw}`;
  const end = text.indexOf('\n', last?.end ?? table.head);
  return end < 0 ? `${text}\n${line}\n` : splice(text, end + 1, end + 1, `${line}\n`);
}

function cut(text: string, parts: { start: number; end: number }[], index: number): string {
  const [before, part, after] = [parts[index - 1], parts[index]!, parts[index + 1]];
  if (after) return splice(text, part.start, after.start, '');
  return splice(text, before?.end ?? part.start, part.end, '');
}

class Broken extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  tables(): Table[] {
    const tables: Table[] = [{ at: [], list: false, start: 0, head: 0, entries: [] }];
    const counts = new Map<string, number>();
    while (this.blank(), this.at < this.text.length) {
      const start = this.at;
      try {
        if (this.text[start] === '[') tables.push(this.header(start, counts));
        else tables.at(-1)!.entries.push(this.entry());
        this.space();
        if (this.at < this.text.length && !/[\r\n#]/.test(this.text[this.at]!)) throw new Broken();
      } catch (fault) {
        if (!(fault instanceof Broken)) throw fault;
        const next = this.text.indexOf('\n', start);
        this.at = next < 0 ? this.text.length : next;
      }
    }
    return tables;
  }

  private header(start: number, counts: Map<string, number>): Table {
    const list = this.text.startsWith('[[', start);
    this.at += list ? 2 : 1;
    const keys = this.keys();
    this.expect(list ? ']]' : ']');
    const at: Path = [];
    const way: string[] = [];
    for (const [index, key] of keys.entries()) {
      way.push(key);
      const name = JSON.stringify(way);
      at.push(key);
      const count = counts.get(name);
      if (index === keys.length - 1 && list) {
        counts.set(name, (count ?? 0) + 1);
        at.push(count ?? 0);
      } else if (count !== undefined) at.push(count - 1);
    }
    return { at, list, start, head: this.at, entries: [] };
  }

  private entry(): Entry {
    const start = this.at;
    const keys = this.keys();
    this.expect('=');
    this.space();
    const value = this.value();
    return { keys, start, value, end: value.end };
  }

  private keys(): string[] {
    const keys: string[] = [];
    for (;;) {
      this.space();
      const c = this.text[this.at];
      keys.push(c === '"' || c === "'" ? this.string() : this.word(/[A-Za-z0-9_-]+/y));
      this.space();
      if (this.text[this.at] !== '.') return keys;
      this.at += 1;
    }
  }

  private value(): Node {
    const start = this.at;
    const c = this.text[start];
    if (c === '"' || c === "'") return { kind: 'text', value: this.string(), start, end: this.at };
    if (c === '[') {
      const items = this.many(']', () => this.value());
      return { kind: 'list', items, start, end: this.at };
    }
    if (c === '{') {
      const entries = this.many('}', () => this.entry());
      return { kind: 'table', entries, start, end: this.at };
    }
    const word = this.word(/[^\s,\]}#=]+/y);
    const place = { start, end: this.at };
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', ...place };
    if (/^[+-]?\d[\d_]*(\.\d[\d_]*)?(e[+-]?\d+)?$/i.test(word)) return { kind: 'number', value: Number(word.replaceAll('_', '')), ...place };
    return { kind: 'other', value: word, ...place };
  }

  private many<T>(end: string, one: () => T): T[] {
    this.at += 1;
    const all: T[] = [];
    for (;;) {
      this.blank();
      if (this.text[this.at] === end) break;
      all.push(one());
      this.blank();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== end) throw new Broken();
    }
    this.at += 1;
    return all;
  }

  private string(): string {
    const quote = this.text[this.at]!;
    const long = this.text.startsWith(quote.repeat(3), this.at);
    const end = long ? quote.repeat(3) : quote;
    let from = this.at + end.length;
    if (long && this.text[from] === '\n') from += 1;
    for (let at = from; at < this.text.length; at += 1) {
      const c = this.text[at];
      if (c === '\\' && quote === '"') at += 1;
      else if (c === '\n' && !long) break;
      else if (this.text.startsWith(end, at)) {
        this.at = at + end.length;
        const inside = this.text.slice(from, at);
        return quote === '"' ? inside.replace(/\\(u[\da-f]{4}|U[\da-f]{8}|.)/gis, escaped) : inside;
      }
    }
    throw new Broken();
  }

  private word(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (!found) throw new Broken();
    this.at += found.length;
    return found;
  }

  private expect(sign: string): void {
    if (!this.text.startsWith(sign, this.at)) throw new Broken();
    this.at += sign.length;
  }

  private space(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at += 1;
  }

  /** Spaces, lines and comments. */
  private blank(): void {
    for (;;) {
      const c = this.text[this.at];
      if (c === '#') {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else if (c !== undefined && /\s/.test(c)) this.at += 1;
      else return;
    }
  }
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', e: '\u001b' };
function escaped(_: string, code: string): string {
  if (/^u/i.test(code) && code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
  return ESCAPES[code] ?? code;
}
