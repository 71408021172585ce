// The axis on which figures stand beside each other: as narrow as holds them all, with round marks.
import type { Estimate, Measure } from './feedback';

/** Between what a figure can lie, and how far apart marks may be. */
const SCALES: Record<Measure, { least: number; most: number; steps: number[] }> = {
  nps: { least: -1, most: 1, steps: [0.1, 0.2, 0.25, 0.5, 1] },
  ces: { least: 1, most: 7, steps: [0.5, 1, 2] },
  csat: { least: 0, most: 1, steps: [0.05, 0.1, 0.2, 0.25, 0.5] },
  solved: { least: 0, most: 1, steps: [0.05, 0.1, 0.2, 0.25, 0.5] },
  response: { least: 0, most: 1, steps: [0.05, 0.1, 0.2, 0.25, 0.5] },
};
/** Lengths between marks. */
const [FEWEST, MOST] = [2, 6];
/** Without the dust of arithmetic: what is nought is nought. */
const round = (value: number): number => Number(value.toFixed(6)) + 0;

/** Round marks around all of these and what they lie between. */
export function axis(of: Measure, all: (Estimate | null)[]): number[] {
  const { least, most, steps } = SCALES[of];
  const known = all.filter((one) => one !== null);
  const low = Math.min(...known.map((one) => one.low ?? one.value));
  const high = Math.max(...known.map((one) => one.high ?? one.value));
  for (const step of steps) {
    if (!known.length) break;
    let from = least + Math.floor((low - least) / step + 1e-9) * step;
    let to = Math.min(most, least + Math.ceil((high - least) / step - 1e-9) * step);
    from = Math.max(least, from);
    while (to - from < FEWEST * step - 1e-9) {
      if (to < most) to += step;
      else from -= step;
    }
    const lengths = Math.round((to - from) / step);
    if (lengths <= MOST) return Array.from({ length: lengths + 1 }, (_, index) => round(Math.min(most, from + index * step)));
  }
  return [least, (least + most) / 2, most];
}

/** Marks to both sides of nought, as far as these reach. */
export function around(all: Estimate[], beside: (number | null | undefined)[], steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 6]): number[] {
  const far = Math.max(0, ...all.flatMap((one) => [one.value, one.low ?? one.value, one.high ?? one.value]), ...beside.map((one) => one ?? 0), ...all.map((one) => -(one.low ?? one.value)), ...beside.map((one) => -(one ?? 0)));
  const step = steps.find((one) => far <= 2 * one) ?? steps.at(-1)!;
  return [-2 * step, -step, 0, step, 2 * step].map(round);
}
