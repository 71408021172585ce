// A source as the server tells of it, and what else is worth knowing of one.
import type { Schema } from '../../lib/api';

/** What a server may not tell yet is absent, and is then not shown. */
export type Source = Schema['ShownSource'] & {
  /** Since when it may send. */ at?: string;
  /** Events in the last 24 hours. */ events?: number;
  /** The same in the 24 hours before. */ events_before?: number;
  /** What it sent in the last 24 hours and was not taken: over its rate, too large, or refused as a whole. */ refused?: number;
  /** What of it is in quarantine. */ quarantined?: number;
  /** The last event that was taken. */ last_event?: string | null;
  /** The last that was not. */ last_failure?: { at: string; problem: string } | null;
};
