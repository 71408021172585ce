// A message in Markdown as its reader sees it, as far as people write it here: paragraphs, lists, bold, italic, links.

export type Piece = { text: string; bold: boolean; italic: boolean; href: string | null };
export type Block = { kind: 'text' | 'points' | 'numbers'; lines: Piece[][] };

const POINT = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d+[.)]\s+(.*)$/;
const MARK = /\*\*(.+?)\*\*|__(.+?)__|\*(?!\s)(.+?)(?<!\s)\*|(?<!\w)_(.+?)_(?!\w)|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/;

export function blocks(text: string): Block[] {
  const found: Block[] = [];
  let ended = true;
  for (const line of text.split(/\r?\n/)) {
    const [point, number] = [POINT.exec(line)?.[1], NUMBER.exec(line)?.[1]];
    const kind = point !== undefined ? 'points' : number !== undefined ? 'numbers' : 'text';
    const said = point ?? number ?? line.trim();
    if (!said) {
      ended = true;
      continue;
    }
    const last = found.at(-1);
    if (!last || last.kind !== kind || (ended && kind === 'text')) found.push({ kind, lines: [pieces(said)] });
    else last.lines.push(pieces(said));
    ended = false;
  }
  return found;
}

function pieces(text: string, bold = false, italic = false): Piece[] {
  const found = MARK.exec(text);
  if (!found) return text ? [{ text, bold, italic, href: null }] : [];
  const [all, strong, strongToo, weak, weakToo, label, href] = found;
  const before = pieces(text.slice(0, found.index), bold, italic);
  const after = pieces(text.slice(found.index + all.length), bold, italic);
  const inside = href !== undefined ? pieces(label!, bold, italic).map((one) => ({ ...one, href })) : (strong ?? strongToo) !== undefined ? pieces((strong ?? strongToo)!, true, italic) : pieces((weak ?? weakToo)!, bold, true);
  return [...before, ...inside, ...after];
}
