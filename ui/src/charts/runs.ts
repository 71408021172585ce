/** Neighbours of which something is known; a line is never drawn over what is not known. */
export function runs<T extends { y: number | null }>(points: T[]): T[][] {
  const found: T[][] = [];
  let open: T[] = [];
  for (const point of points) {
    if (point.y !== null) open.push(point);
    else if (open.length) {
      found.push(open);
      open = [];
    }
  }
  return open.length ? [...found, open] : found;
}
