// Whether there are really fewer or more contacts than in the days before.
import { difference } from './format';
import { say } from './words.svelte';

export type Trend = { value: number; low: number; high: number } | null | undefined;

/** What is less than this is written as nothing. */
const SEEN = 0.0005;

/** Fewer or more only where the interval, as it is written, excludes no change. */
export const directionOf = (trend: Trend): 'fewer' | 'more' | 'same' => (!trend ? 'same' : trend.high <= -SEEN ? 'fewer' : trend.low >= SEEN ? 'more' : 'same');

/** Below one per cent a digit more, so that what is not nothing never reads as nothing. */
const percents = (share: number): string => `${difference(share * 100, Math.abs(share) < 0.01 ? 1 : 0)}%`;

/** "−39% (−55 – −17)". */
export const trendText = (trend: Trend): string => (trend ? say('reasons.trendText', { change: percents(trend.value), low: percents(trend.low), high: percents(trend.high) }) : '–');
