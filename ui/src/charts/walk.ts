// One tab stop for many shapes: arrow keys, Home and End walk through what is marked with `data-stop`.

export function walk(event: KeyboardEvent): void {
  const stops = [...(event.currentTarget as Element).querySelectorAll<SVGElement>('[data-stop]')];
  const here = stops.indexOf((event.target as Element).closest<SVGElement>('[data-stop]')!);
  if (here < 0) return;
  const next = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  stops.at(next % stops.length)?.focus();
}

/** Enter and the space bar do what a click does. */
export const pressed = (run: () => void) => (event: KeyboardEvent): void => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  run();
};
