// The events behind a figure, and the question that asks for them.
import type { operations } from '../api/schema';
import { call } from './api';
import type { Entry } from './entry';

type Asked = operations['list_evidence']['parameters']['query'];
export type EvidenceFigure = Asked['figure'];
export type EvidenceFilter = Omit<Asked, 'cursor' | 'limit'> & { /** Not of the reasons that are kinds of it. */ exact?: boolean };
/** What "why?" answers about a figure. */
export type Question = {
  /** The figure's name. */ name: string;
  /** What is counted, and how. */ definition: string;
  /** In words: the period and filters it holds for. */ filter?: string;
  /** Which events are behind it; none where there are no such events. */ of?: EvidenceFilter;
  /** Where it is made of parts: the events of each. */ parts?: { label: string; of: EvidenceFilter }[];
};

const ENOUGH = 20;
const AT_ONCE = 200;
const ROUNDS = 5;

type Part = { items: Entry[]; next: string | number | null };

export async function evidence({ exact = false, ...filter }: EvidenceFilter, cursor: string | number | null, signal: AbortSignal): Promise<Part> {
  if (!exact || !filter.reason) return part(filter, cursor, ENOUGH, signal);
  // The server gives a reason with its kinds; what is of the kinds is left out here.
  const found: Part = { items: [], next: cursor };
  for (let round = 0; round < ROUNDS && found.items.length < ENOUGH; round += 1) {
    const { items, next } = await part(filter, found.next, AT_ONCE, signal);
    found.items.push(...items.filter((entry) => entry.data['reason'] === filter.reason));
    found.next = next;
    if (next === null) break;
  }
  return found;
}

async function part(filter: Omit<EvidenceFilter, 'exact'>, cursor: string | number | null, limit: number, signal: AbortSignal): Promise<Part> {
  const { entries, next } = await call<{ entries: Entry[]; next: string | null }>('GET', '/api/evidence', { query: { ...filter, cursor, limit }, signal });
  return { items: entries, next };
}
