// What was avoided and what was caused: asked of the server, and named.
import { call } from '../../lib/api';
import { between, difference, number, percent } from '../../lib/format';
import { reasonName } from '../../lib/reasons.svelte';
import { say, sayCode } from '../../lib/words.svelte';

export type Between = { value: number; low: number; high: number };
export type Verdict = 'avoided' | 'caused' | 'not_established';
export type Measured = { each?: Between | null; total?: Between | null; verdict: Verdict };
export type Arm = { units: number; contacts: number; earlier: number };
export type ArmAnswers = { answers: number; figure?: number };
export type Satisfaction = { question: 'nps' | 'csat' | 'ces' | 'solved'; treated: ArmAnswers; control: ArmAnswers; difference?: Between; says: 'higher' | 'lower' | 'not_known' };
export type Guard = { state: 'learning' | 'watching' | 'halted' | 'ended'; halted?: string; why?: { code: string; amount: number; treated: number; control: number }; resumed?: string; resumed_by?: string; note?: string };
export type Row = {
  id?: string; reason?: string; level?: string; by?: string; epoch?: number; treated: Arm; control: Arm; running: number; crossed: number;
  contacts: Measured; cost: Measured; complaints: Measured; opt_outs: Measured; satisfaction?: Satisfaction[]; spent: number;
  sample_ratio?: { drawn: number; found: number; p: number; valid: boolean }; candidates?: number; per_candidate?: Between; guard?: Guard;
};
export type Definition = { figure: string; text: Record<string, string> };
export type Effects = { overall: Row | null; decisions: Row[]; reasons: Row[]; levels: Row[]; channels: Row[]; within_days: number; definitions: Definition[] };

export const BYS = ['decision', 'reason', 'level', 'channel'] as const;
export type By = (typeof BYS)[number];

export const loadEffects = (signal: AbortSignal) => call<Effects>('GET', '/api/effects', { signal });
export const resume = (id: string, reason: string) => call('POST', `/api/guards/${encodeURIComponent(id)}/resume`, { body: { reason } });

export const rowsOf = (effects: Effects, by: By): Row[] => ({ decision: effects.decisions, reason: effects.reasons, level: effects.levels, channel: effects.channels })[by];
export const keyOf = (row: Row): string => [row.reason, row.level, row.by, row.epoch].join(' ');

const level = (row: Row): string => sayCode('level', row.level ?? '');
const means = (row: Row): string => sayCode('channel', row.by ?? '');

export function nameOf(row: Row, by: By): string {
  if (by === 'reason') return reasonName(row.reason ?? '');
  if (by === 'level') return level(row);
  if (by === 'channel') return `${means(row)} · ${level(row)}`;
  const name = `${reasonName(row.reason ?? '')} · ${level(row)} · ${means(row)}`;
  return row.epoch ? `${name} · ${say('effects.experiment', { number: number(row.epoch + 1) })}` : name;
}

/** Why nothing is established, in a few words. */
export function whyNot(row: Row): string {
  if (!row.sample_ratio) return say('effects.noneHeld');
  if (!row.sample_ratio.valid) return say('effects.ratioWrong');
  return row.contacts.each ? say('effects.holdsNought') : say('effects.tooFew');
}

/** What is established, with its words and never without its interval. */
export function verdict(measured: Measured): string {
  const total = measured.total;
  if (measured.verdict === 'not_established' || !total) return say('effects.not_established');
  return `${number(Math.abs(total.value))} ${say(`effects.${measured.verdict}`)}`;
}

export const interval = (of: Between | null | undefined, write = (value: number) => difference(value)): string => (of ? between(of.low, of.high, (value) => write(value ?? 0)) : '');

/** What the answers of an arm come to: NPS from −100 to 100, ease a mean, all else a share. */
export function scored(question: Satisfaction['question'], value: number): string {
  if (question === 'nps') return difference(value * 100);
  return question === 'ces' ? number(value, 1) : percent(value);
}

/** How much higher that is, in points; of ease in its own scale. */
export const higher = (question: Satisfaction['question'], value: number): string => difference(question === 'ces' ? value : value * 100, question === 'ces' ? 1 : 0);
