// The figures that pages ask the server for, and what comes back.
import { api, ask } from './api';
import type { Scope } from './scope';

export const loadLadder = (query: Scope, signal: AbortSignal) => ask(api.GET('/api/ladder', { params: { query }, signal }));
export const loadReasons = (query: Scope, signal: AbortSignal) => ask(api.GET('/api/reasons', { params: { query }, signal }));
export const loadReason = (reason: string, query: Omit<Scope, 'reason'> & { per?: string; by?: Stretch }, signal: AbortSignal) =>
  ask(api.GET('/api/reasons/{reason}', { params: { path: { reason }, query }, signal }));

export type Stretch = 'day' | 'week' | 'month';
export type Ladder = Awaited<ReturnType<typeof loadLadder>>;
export type Concentration = Ladder['concentration'];
export type ReasonRow = Awaited<ReturnType<typeof loadReasons>>['reasons'][number];
export type Course = Awaited<ReturnType<typeof loadReason>>;
export type Point = Course['series'][number];
