// From values to places in a drawing, and the round values that an axis names.

export type Scale = (value: number) => number;

export function linear([from, to]: [number, number], [start, end]: [number, number]): Scale {
  const length = to - from || 1;
  return (value) => start + ((value - from) / length) * (end - start);
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from 0 to at least `most`, about `count` of them. */
export function ticks(most: number, count = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const size = 10 ** Math.floor(Math.log10(most / count));
  const step = STEPS.map((one) => one * size).find((one) => most / one <= count) ?? 10 * size;
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** How many digits after the point tell these ticks apart. */
export const digitsOf = (values: number[]): number => Math.max(0, ...values.map((value) => (String(value).split('.')[1] ?? '').length));
