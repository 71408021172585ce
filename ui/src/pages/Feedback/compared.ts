// A group beside all others, as if both were made up alike: what is established, and when plain figures mislead.
import type { Compared } from './feedback';

export type Verdict = 'higher' | 'lower' | 'same';

/** A difference is one only when what it lies between excludes nought. */
export const verdict = ({ adjusted }: Pick<Compared, 'adjusted'>): Verdict => ((adjusted.low ?? -Infinity) > 0 ? 'higher' : (adjusted.high ?? Infinity) < 0 ? 'lower' : 'same');

/** Groups whose plain figures should not be held beside the others', the most different first. Of two, each is the other's others: one says it. */
export const misleading = (all: readonly Compared[]): Compared[] => all.slice(0, all.length === 2 ? 1 : undefined).filter((one) => one.different).toSorted((left, right) => right.apart - left.apart);

/** Whether much could not be compared at all: the others have no such customers. */
export const isPartial = ({ compared }: Pick<Compared, 'compared'>): boolean => compared < 0.9;
