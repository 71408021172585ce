// What customers say of how they were helped: asked of the server, and written.
import { api, ask, type Schema } from '../../lib/api';
import { between, difference, number, percent } from '../../lib/format';

export type Feedback = Schema['Feedback'];
export type Row = Schema['FeedbackRow'];
export type Compared = Schema['FeedbackCompared'];
export type Themes = Schema['FeedbackThemes'];
export type Theme = Schema['FeedbackTheme'];
export type Answer = Schema['CustomerAnswer'];
export type Estimate = Schema['Estimate'];
export type Days = { from?: string; to?: string };
export type Filter = Days & { channel?: string; queue?: string; reason?: string; segment?: string };

export const QUESTIONS = ['nps', 'csat', 'ces', 'solved'] as const;
export type Question = (typeof QUESTIONS)[number];
/** What rows are held beside each other by: a question, or how many answer. */
export type Measure = Question | 'response';

export const BYS = ['channel', 'queue', 'reason', 'segment', 'agent'] as const;
export type By = (typeof BYS)[number];
export const STRETCHES = ['day', 'week', 'month'] as const;
export type Stretch = (typeof STRETCHES)[number];

export const loadFeedback = (query: Filter & { by?: By | Stretch | 'all' }, signal: AbortSignal) => ask(api.GET('/api/feedback', { params: { query }, signal }));
export const loadThemes = (query: Days, signal: AbortSignal) => ask(api.GET('/api/feedback/themes', { params: { query }, signal }));
export const loadMine = (query: Days, signal: AbortSignal) => ask(api.GET('/api/feedback/mine', { params: { query }, signal }));
export const loadConsent = (signal: AbortSignal) => ask(api.GET('/api/feedback/agents', { signal }));
export const loadAnswer = (id: number, signal: AbortSignal) => ask(api.GET('/api/feedback/answers/{id}', { params: { path: { id } }, signal }));
export const loadAnswers = (query: { cursor?: string; limit?: number }, signal: AbortSignal) => ask(api.GET('/api/feedback/answers', { params: { query: { ...query, said: true } }, signal }));

/** What a row says of it; null while too few answered. */
export const estimate = (row: Row, of: Measure): Estimate | null => (of === 'response' ? row.response : row[of].figure) ?? null;
/** How many it is told from. */
export const count = (row: Row, of: Measure): number => (of === 'response' ? row.asked : row[of].answers);
/** The questions that were answered. */
export const answered = (row: Row | undefined): Question[] => QUESTIONS.filter((one) => row && row[one].answers > 0);

type Maybe = number | null | undefined;
const hundredfold = (value: Maybe): Maybe => (value == null ? value : value * 100);

/** A figure as people know it: NPS from −100 to 100, effort from 1 to 7, the rest a percentage. */
export const write = (of: Measure) => (value: Maybe): string => (of === 'nps' ? difference(hundredfold(value)) : of === 'ces' ? number(value, 1) : percent(value));
/** By how much one is more than another, in points. */
export const writeDifference = (of: Measure) => (value: Maybe): string => (of === 'ces' ? difference(value, 2) : difference(hundredfold(value)));
export const interval = (one: Estimate | null, of: Measure, by = write(of)): string => (one?.low == null || one.high == null ? '' : between(one.low, one.high, by));
