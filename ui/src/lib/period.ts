// The days a page is about, kept in its address: `period=30d`, or `from` and `to`. Both ends belong to it.
import { localDay, plusDays } from './day';
import { route, setQuery } from './router.svelte';

export { localDay, plusDays } from './day';

export const PERIODS = ['7d', '30d', '90d', 'year', 'all'] as const;
export type Named = (typeof PERIODS)[number];
export type Days = { /** Absent: from the beginning. */ from?: string; to?: string };
export type Period = { named: Named | 'custom'; days: Days };

const LENGTH: Record<Exclude<Named, 'all'>, number> = { '7d': 7, '30d': 30, '90d': 90, year: 365 };
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Reactive: what the address says now. */
export function period(otherwise: Named = '30d', today: string = localDay()): Period {
  return read(route.query, otherwise, today);
}

export function choosePeriod(chosen: Named | Days): void {
  setQuery(typeof chosen === 'string' ? { period: chosen, from: null, to: null } : { period: null, from: chosen.from, to: chosen.to });
}

export function read(query: URLSearchParams, otherwise: Named, today: string): Period {
  const [from, to, named] = [query.get('from'), query.get('to'), query.get('period')];
  if (from && to && DAY.test(from) && DAY.test(to) && from <= to) return { named: 'custom', days: { from, to } };
  const chosen = PERIODS.find((one) => one === named) ?? otherwise;
  return { named: chosen, days: chosen === 'all' ? {} : { from: plusDays(today, 1 - LENGTH[chosen]), to: today } };
}
