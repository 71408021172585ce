// How far something to send is.
import type { Schema } from '../../lib/api';

export const STATES = ['planned', 'sending', 'sent', 'delivered', 'failed', 'unsure', 'cancelled'] as const;
export type State = (typeof STATES)[number];
export type Send = Schema['ShownSend'];

/** What a person may still do with it. */
export const canSend = (state: string): boolean => ['planned', 'failed', 'unsure', 'cancelled'].includes(state);
export const canCancel = (state: string): boolean => ['planned', 'failed', 'unsure'].includes(state);
