// Where each of many things of different heights begins, and which of them are in view.

/** One more than there are things: the last is where all ends. */
export function offsets(heights: readonly number[]): Float64Array {
  const starts = new Float64Array(heights.length + 1);
  for (const [index, height] of heights.entries()) starts[index + 1] = starts[index]! + height;
  return starts;
}

/** The thing that is at this height; the first above all, the last below. */
export function indexAt(starts: Float64Array, y: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** From the first that is in view to just after the last, with some room around it. */
export function inView(starts: Float64Array, top: number, height: number, room: number): [number, number] {
  if (starts.length < 2) return [0, 0];
  return [indexAt(starts, top - room), indexAt(starts, top + height + room) + 1];
}
