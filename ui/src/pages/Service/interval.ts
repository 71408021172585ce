// Between what a share lies when it was seen so often (Wilson, 95 %): honest for few, and never beyond none or all.

const Z = 1.96;

export type Interval = { share: number; low: number; high: number };

export function interval(count: number, of: number): Interval | null {
  if (of <= 0) return null;
  const share = count / of;
  const room = Z ** 2 / of;
  const middle = (share + room / 2) / (1 + room);
  const half = (Z * Math.sqrt((share * (1 - share)) / of + room / (4 * of))) / (1 + room);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
