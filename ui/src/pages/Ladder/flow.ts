// From reasons to levels: how wide each band is and where it runs.
import type { Schema } from '../../lib/api';
import { LEVELS, type Level } from '../../lib/level';

export type Flow = Schema['Flow'];
/** What stands for the small reasons together. */
export const TAIL = '*';

export type Band = { id: string; reason: string; level: Level; /** It was expected and did not come. */ hatched: boolean; count: number; left: number; right: number; width: number };
export type End = { id: string; count: number; came: number; notCame: number; top: number; height: number; /** The middle of its label. */ middle: number };
export type Drawn = { bands: Band[]; reasons: End[]; levels: End[]; height: number };

type Size = { height: number; /** What a label needs, at either side. */ label: { left: number; right: number }; gap: number };

/** Reasons with the most first; beyond `most` of them the small ones stand together in a tail. */
export function rank(flows: Flow[], most: number): { shown: string[]; tail: string[] } {
  const totals = new Map<string, number>();
  for (const flow of flows) totals.set(flow.reason, (totals.get(flow.reason) ?? 0) + flow.came + flow.not_came);
  const ranked = [...totals].filter(([, total]) => total > 0).toSorted(([, left], [, right]) => right - left).map(([reason]) => reason);
  return ranked.length <= most ? { shown: ranked, tail: [] } : { shown: ranked.slice(0, most - 1), tail: ranked.slice(most - 1) };
}

/** Every reason's parts in the ladder's order, the hatched first. */
export function parts(flows: Flow[], { shown, tail }: { shown: string[]; tail: string[] }): Pick<Band, 'id' | 'reason' | 'level' | 'hatched' | 'count'>[] {
  const rows = tail.length ? [...shown, TAIL] : shown;
  return rows.flatMap((reason) => {
    const mine = flows.filter((flow) => (reason === TAIL ? tail.includes(flow.reason) : flow.reason === reason));
    return LEVELS.flatMap((level) => {
      const here = mine.filter((flow) => flow.level === level);
      return [true, false].flatMap((hatched) => {
        const count = here.reduce((sum, flow) => sum + (hatched ? flow.not_came : flow.came), 0);
        return count > 0 ? [{ id: `${reason} ${level} ${hatched}`, reason, level, hatched, count }] : [];
      });
    });
  });
}

export function draw(flows: Flow[], most: number, size: Size): Drawn {
  const pieces = parts(flows, rank(flows, most));
  const ends = (ids: string[], of: (piece: (typeof pieces)[number]) => string): Omit<End, 'top' | 'height' | 'middle'>[] =>
    ids.map((id) => {
      const mine = pieces.filter((piece) => of(piece) === id);
      const sum = (hatched: boolean) => mine.filter((piece) => piece.hatched === hatched).reduce((total, piece) => total + piece.count, 0);
      return { id, count: sum(true) + sum(false), came: sum(false), notCame: sum(true) };
    });
  const left = ends([...new Set(pieces.map((piece) => piece.reason))], (piece) => piece.reason);
  const right = ends([...LEVELS], (piece) => piece.level);
  const height = Math.max(size.height, left.length * (size.label.left + size.gap));
  const [ofReasons, ofLevels] = [{ height, gap: size.gap, label: size.label.left }, { height, gap: size.gap, label: size.label.right }];
  const scale = Math.min(fit(left, ofReasons), fit(right, ofLevels));
  const [reasons, levels] = [place(left, scale, ofReasons), place(right, scale, ofLevels)];

  const [atLeft, atRight] = [begin(reasons), begin(levels)];
  const bands = pieces.map((piece) => {
    const width = piece.count * scale;
    const band = { ...piece, width, left: atLeft.get(piece.reason)!, right: atRight.get(piece.level)! };
    atLeft.set(piece.reason, band.left + width);
    atRight.set(piece.level, band.right + width);
    return band;
  });
  return { bands, reasons, levels, height };
}

type Room = { height: number; label: number; gap: number };

const begin = (ends: End[]): Map<string, number> => new Map(ends.map((end) => [end.id, end.top]));
const slot = (count: number, scale: number, label: number): number => Math.max(count * scale, label);

/** How many pixels one contact gets, so that all ends and their labels fit. */
function fit(ends: { count: number }[], { height, label, gap }: Room): number {
  const room = height - gap * (ends.length - 1);
  let [low, high] = [0, room / Math.max(1, Math.max(...ends.map((end) => end.count)))];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (ends.reduce((sum, end) => sum + slot(end.count, middle, label), 0) > room) high = middle;
    else low = middle;
  }
  return low;
}

/** One under another; what room is left goes between them. */
function place(ends: Omit<End, 'top' | 'height' | 'middle'>[], scale: number, { height, label, gap }: Room): End[] {
  const taken = ends.reduce((sum, end) => sum + slot(end.count, scale, label), 0);
  const between = ends.length > 1 ? Math.max(gap, (height - taken) / (ends.length - 1)) : 0;
  let at = 0;
  return ends.map((end) => {
    const room = slot(end.count, scale, label);
    const own = end.count * scale;
    const placed = { ...end, top: at + (room - own) / 2, height: own, middle: at + room / 2 };
    at += room + between;
    return placed;
  });
}
