// Which words of customers stand on the list already, and which wait for a place.

type Heard = { echoes: { customer: number; answer?: number | null | undefined }[] };
type Words = { id: number; customer?: number | null | undefined; scores: { bad: boolean }[] };

/** The answers that no voice holds yet; with `bad`, only of those who gave a bad score. */
export function unplaced<W extends Words>(answers: W[], voices: Heard[], bad = false): W[] {
  const placed = new Set(voices.flatMap((voice) => voice.echoes.flatMap((echo) => (echo.answer == null ? [] : [echo.answer]))));
  return answers.filter((one) => !placed.has(one.id) && (!bad || one.scores.some((score) => score.bad)));
}

/** Where a customer is counted already: each says a thing once. */
export function countedIn<V extends Heard>(customer: number | null | undefined, voices: V[]): V | undefined {
  return customer == null ? undefined : voices.find((voice) => voice.echoes.some((echo) => echo.customer === customer));
}

/** Those about the same reason first, then as they stood. */
export function alikeFirst<V extends { reason: string }>(voices: V[], reason: string): V[] {
  return voices.toSorted((left, right) => Number(right.reason === reason) - Number(left.reason === reason));
}
