// Where bubbles and their names stand on the value–irritant matrix: near their own place, and never over another.

export type Bubble = { id: string; label: string; x: number; y: number; r: number };
export type Label = { id: string; x: number; y: number; anchor: 'start' | 'middle' | 'end'; /** A line to its bubble, when it stands apart. */ far: boolean };
export type Box = { left: number; top: number; right: number; bottom: number };

const ROUNDS = 120;
const APART = 2;
const LINE = 14;
const DISTANCES = [5, 14, 26, 40, 58, 80, 104];
const ANGLES = [0, 180, 270, 90, 315, 45, 225, 135, 337, 23, 203, 157, 293, 67, 247, 113];
/** How far apart a line to a name is looked at. */
const STEP = 4;

/** Moves bubbles that are over one another just so far that each can be seen. */
export function dodge(bubbles: Bubble[], within: Box): Bubble[] {
  const moved = bubbles.map((bubble) => ({ ...bubble }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, one] of moved.entries()) {
      for (const [step, other] of moved.slice(index + 1).entries()) push(one, other, step);
    }
    for (const one of moved) {
      one.x = clamp(one.x, within.left + one.r, within.right - one.r);
      one.y = clamp(one.y, within.top + one.r, within.bottom - one.r);
    }
  }
  return moved;
}

function push(one: Bubble, other: Bubble, step: number): void {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const distance = Math.hypot(dx, dy);
  const lacks = one.r + other.r + APART - distance;
  if (lacks <= 0) return;
  // Two at the very same place go apart in some direction, always the same.
  const angle = distance > 1e-6 ? Math.atan2(dy, dx) : step * 2.4;
  const share = one.r / (one.r + other.r);
  one.x -= Math.cos(angle) * lacks * (1 - share);
  one.y -= Math.sin(angle) * lacks * (1 - share);
  other.x += Math.cos(angle) * lacks * share;
  other.y += Math.sin(angle) * lacks * share;
}

/** The largest get their name first; a name that finds no place is left out. `taken` is kept free. */
export function labels(bubbles: Bubble[], within: Box, taken: Box[], widthOf: (text: string) => number): Label[] {
  const used = [...taken];
  const placed: Label[] = [];
  for (const bubble of bubbles.toSorted((left, right) => right.r - left.r)) {
    const found = candidates(bubble, widthOf(bubble.label)).find(({ box, leader }) => inside(box, within) && ![box, ...leader].some((one) => used.some((other) => overlap(one, other))) && !bubbles.some((other) => other.id !== bubble.id && [box, ...leader].some((one) => touches(one, other))));
    if (!found) continue;
    used.push(found.box, ...found.leader);
    placed.push(found.label);
  }
  return placed;
}

function candidates({ id, x, y, r }: Bubble, width: number): { label: Label; box: Box; leader: Box[] }[] {
  return DISTANCES.flatMap((distance) =>
    ANGLES.flatMap((degrees) => {
      const angle = (degrees * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [px, py] = [x + cos * (r + distance), y + sin * (r + distance)];
      const middle = py + sin * (LINE / 2);
      const far = distance > DISTANCES[1]!;
      const leader = far ? Array.from({ length: Math.floor((distance - 2) / STEP) }, (_, index) => dot(x + cos * (r + index * STEP), y + sin * (r + index * STEP))) : [];
      return anchorsOf(cos, sin, far).map((anchor) => {
        const left = anchor === 'start' ? px : anchor === 'end' ? px - width : px - width / 2;
        return { leader, label: { id, x: px, y: middle + 4, anchor, far }, box: { left, right: left + width, top: middle - LINE / 2, bottom: middle + LINE / 2 } };
      });
    }),
  );
}

/** A name goes away from its bubble; one that a line leads to may go either way. */
function anchorsOf(cos: number, sin: number, far: boolean): Label['anchor'][] {
  const away = Math.abs(cos) < 0.1 ? 'middle' : cos > 0 ? 'start' : 'end';
  return !far || Math.abs(sin) < 0.5 ? [away] : [away, ...(['middle', 'start', 'end'] as const).filter((anchor) => anchor !== away)];
}

const dot = (x: number, y: number): Box => ({ left: x - 1, top: y - 1, right: x + 1, bottom: y + 1 });
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const inside = (box: Box, within: Box): boolean => box.left >= within.left && box.right <= within.right && box.top >= within.top && box.bottom <= within.bottom;
export const overlap = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const touches = (box: Box, { x, y, r }: Bubble): boolean => Math.hypot(x - clamp(x, box.left, box.right), y - clamp(y, box.top, box.bottom)) < r + 1;
