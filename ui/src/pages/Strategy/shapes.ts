// What the server tells of strategies. Becomes Schema['…'] when openapi.json has them.
import type { Files } from './difference';

export type Listed = { number: number; version: string; at: string; by: string; note: string };
export type Publication = Listed & { files: Files };
export type ListedDraft = { id: string; name: string; revision: number; based_on: number | null; at: string; by: string };
export type SavedDraft = ListedDraft & { files: Files };
/** What somebody else did first. */
export type Newer = { publication?: number; revision?: number; by: string; at: string };
export type Published = { number?: number; version?: string; unchanged: boolean };

export type Names = Record<string, string>;
export type Actions = Record<string, Record<string, number>>;
export type Row = {
  reason: string; name: Names; contacts: number; customers: number; expected_in_time: number; recall: number | null; recall_interval: [number, number] | null;
  expectations: number; met: number; too_late: number; missed: number; lapsed: number; open: number; held_out: number;
  decisions: { act: number; nothing: number; deferred: number; refused: Record<string, number>; held_out: number };
  actions: Actions; offers: Actions; cost: number; customers_approached: number; signals_by: Record<string, number>;
};
export type Report = { events: number; customers: number; from: string | null; to: string | null; until: string | null; unreadable: number; absent: number; mistyped: number; reasons: Row[]; totals: Row };
export type Difference = { reason: string; name: Names; contacts: number; expected_before: number; expected_after: number; actions_before: number; actions_after: number; cost_before: number; cost_after: number };
export type Replay = {
  id: string; draft: string; name: string; revision: number; publication: number | null; from: string | null; to: string | null;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'; done: number; total: number; asked: string; started: string | null; ended: string | null; problem: string | null;
  published: Report | null; drafted: Report | null; differences: Difference[];
};
