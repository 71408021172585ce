// Up to which message each case was seen in this browser: what is new after it gets a mark.

const KEY = 'voorzet.seen';
const MOST = 500;

export const seenUpTo = (id: number): number => new Map(read()).get(id) ?? 0;

export function saw(id: number, number: number): void {
  const others = read().filter(([other]) => other !== id);
  localStorage.setItem(KEY, JSON.stringify([...others, [id, number]].slice(-MOST)));
}

function read(): [number, number][] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as [number, number][];
  } catch {
    return [];
  }
}
