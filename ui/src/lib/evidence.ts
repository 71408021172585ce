// The events behind a figure.
import { call } from './api';
import type { Entry } from './entry';

export type EvidenceFigure = 'contacts' | 'expected_in_time' | 'expectations' | 'settled' | 'decisions' | 'refused' | 'actions' | 'costs' | 'deliveries' | 'events';
export type EvidenceFilter = { figure: EvidenceFigure; reason?: string; from?: string; to?: string; level?: string | number; by?: string; segment?: string; channel?: string; history?: boolean };

export async function evidence(filter: EvidenceFilter, cursor: string | number | null, signal: AbortSignal): Promise<{ items: Entry[]; next: string | number | null }> {
  const { entries, next } = await call<{ entries: Entry[]; next: string | number | null }>('GET', '/api/evidence', { query: { ...filter, cursor, limit: 20 }, signal });
  return { items: entries, next };
}
