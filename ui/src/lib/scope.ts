// What figures are about: the days and filters in the address, for the server and in words.
import { date } from './format';
import { period, type Named } from './period';
import { route, to } from './router.svelte';
import { say, sayCode } from './words.svelte';

export type Scope = { from?: string; to?: string; reason?: string; segment?: string; channel?: string; /** Only imported history, or only what was live. */ history?: boolean };

let latest: Scope = {};

/** Reactive: what the address says now; the same object while it says the same. */
export function scope(otherwise: Named = '30d'): Scope {
  const { query } = route;
  const said = (name: string): string | undefined => query.get(name) || undefined;
  const history = query.get('history');
  const now = { ...period(otherwise).days, reason: said('reason'), segment: said('segment'), channel: said('channel'), history: history === 'true' ? true : history === 'false' ? false : undefined };
  if (JSON.stringify(now) !== JSON.stringify(latest)) latest = now;
  return latest;
}

/** "1 okt 2026 – 31 okt 2026 · Segment: home". */
export function inWords({ from, to: until, reason, segment, channel, history }: Scope, nameOf: (reason: string) => string = (name) => name): string {
  const days = from && until ? `${date(from)} – ${date(until)}` : say('filter.period_all');
  return [
    days,
    reason && `${say('filter.reason')}: ${nameOf(reason)}`,
    segment && `${say('filter.segment')}: ${segment}`,
    channel && `${say('filter.channel')}: ${sayCode('channel', channel)}`,
    history !== undefined && (history ? say('filter.imported') : say('filter.live')),
  ].filter(Boolean).join(' · ');
}

const KEPT = ['period', 'from', 'to', 'segment', 'channel', 'history'];

/** A reason's address, for the same days and filters as here. */
export function reasonAddress(reason: string, otherwise: Named = '30d'): string {
  const kept = Object.fromEntries(KEPT.map((name) => [name, route.query.get(name)]));
  return to('/reasons/:reason', { reason, ...kept, period: kept['period'] ?? (kept['from'] ? null : otherwise) });
}
