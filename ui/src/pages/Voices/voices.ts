// What customers complain of and suggest, as the server tells it, and what may be done with it.
import { api, ask, type Schema } from '../../lib/api';
import { session } from '../../lib/session.svelte';

export const KINDS = ['complaint', 'suggestion'] as const;
export const STATUSES = ['new', 'taken', 'done', 'declined'] as const;
export type Kind = (typeof KINDS)[number];
export type Status = (typeof STATUSES)[number];
export type Voice = Omit<Schema['ShownVoice'], 'theme' | 'status'> & { theme: Kind; status: Status };
export type Echo = Schema['ShownEcho'];
/** What a customer was asked and says. */
export type Said = Schema['CustomerAnswer'];
export type Source = Schema['VoiceSource'];
export type Agent = { id: number; name: string };
/** What of a voice can be changed. */
export type Change = { title: string; owner: number | null; status: Status };

const PART = 50;

export const loadVoices = async (signal: AbortSignal): Promise<Voice[]> => (await ask(api.GET('/api/voices', { signal }))).voices as Voice[];
export const loadAgents = async (signal: AbortSignal): Promise<Agent[]> => (await ask(api.GET('/api/agents', { signal }))).agents.map(({ id, name }) => ({ id, name }));

/** Answers with words in them, the newest first. */
export async function loadSaid(cursor: string | number | null, signal: AbortSignal): Promise<{ items: Said[]; next: string | null }> {
  const query = { said: true, limit: PART, ...(cursor === null ? {} : { cursor: String(cursor) }) };
  const { answers, next } = await ask(api.GET('/api/feedback/answers', { params: { query }, signal }));
  return { items: answers, next: next ?? null };
}

export const loadOne = (id: number, signal: AbortSignal): Promise<Said> => ask(api.GET('/api/feedback/answers/{id}', { params: { path: { id } }, signal }));

export const raise = async (body: { theme: Kind; title: string; reason: string; said: Source[] }): Promise<Voice> => (await ask(api.POST('/api/voices', { body }))) as Voice;
export const echo = async (id: number, said: Source[]): Promise<Voice> => (await ask(api.POST('/api/voices/{id}/echoes', { params: { path: { id } }, body: { said } }))) as Voice;
export const change = async (id: number, body: Change): Promise<Voice> => (await ask(api.PUT('/api/voices/{id}', { params: { path: { id } }, body }))) as Voice;
export const tell = async (id: number, text: string): Promise<Voice> => (await ask(api.POST('/api/voices/{id}/tell', { params: { path: { id } }, body: { text } }))) as Voice;

/** Whom the signed-in person is among the agents. */
export const self = (): number | null => (session.person ? Number(session.person.id) : null);

/** Those who were not told yet. */
export const untold = (voice: Voice): Echo[] => voice.echoes.filter((one) => !one.told);

/** Whether there is anything to write to. */
export const hasAddress = (known: { identities: { kind: string }[] }): boolean => known.identities.some((one) => one.kind === 'mail' || one.kind === 'phone');

export const REVIEW_STATES = ['waiting', 'published', 'refused'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
