// What the inbox asks the server. Becomes `ask(api.…)` when openapi.json has it.
import { call } from '../../lib/api';
import type { AgentRow, AgentStatus, Answer, Case, Day, Deed, Hit, Macro, Message, Note, Overview, Reply, Row, TemplateOf } from '../../lib/desk';

export type Rows = { cases: Row[]; next: string | number | null; sequence: number };
export type Part = { messages: Message[]; next: string | number | null };
export type Done = { case: number; problem: { title?: string; detail?: string | null; type?: string } | null };

const one = (id: number, rest = ''): string => `/api/cases/${id}${rest}`;

export const server = {
  desk: (signal?: AbortSignal) => call<Overview>('GET', '/api/desk', signal ? { signal } : {}),
  day: (signal: AbortSignal) => call<Day>('GET', '/api/desk/day', { signal }),
  status: (status: AgentStatus) => call<unknown>('POST', '/api/desk/status', { body: { status } }),
  rows: (query: { view: string; order: string; cursor: string | number | null; limit: number }, signal: AbortSignal) => call<Rows>('GET', '/api/cases', { query, signal }),
  find: (query: { q: string; cursor: string | number | null; limit: number }, signal: AbortSignal) => call<{ hits: Hit[]; next: string | number | null }>('GET', '/api/cases/search', { query, signal }),
  case: (id: number, signal?: AbortSignal) => call<Case>('GET', one(id), signal ? { signal } : {}),
  messages: (id: number, query: { before?: string | number | null; limit: number }, signal?: AbortSignal) => call<Part>('GET', one(id, '/messages'), { query, ...(signal ? { signal } : {}) }),
  reply: (id: number, body: Reply) => call<Message>('POST', one(id, '/replies'), { body, headers: { 'idempotency-key': body.id } }),
  note: (id: number, body: Note) => call<Message>('POST', one(id, '/notes'), { body, headers: { 'idempotency-key': body.id } }),
  unsay: (number: number) => call<unknown>('POST', `/api/messages/${number}/undo`, { body: {} }),
  retry: (number: number) => call<unknown>('POST', `/api/messages/${number}/retry`, { body: {} }),
  presence: (id: number, sign: { typing?: boolean; left?: boolean }) => call<unknown>('POST', one(id, '/presence'), { body: sign }),
  act: (id: number, { do: verb, ...body }: Deed) => call<Row>('POST', one(id, `/${verb}`), { body }),
  split: (id: number, body: { reason: string; note?: string }) => call<Row>('POST', one(id, '/split'), { body }),
  bulk: (cases: number[], deed: Deed) => call<{ done: Done[] }>('POST', '/api/cases/bulk', { body: { cases, do: deed } }),
  agents: async (signal?: AbortSignal) => (await call<{ agents: AgentRow[] }>('GET', '/api/agents', signal ? { signal } : {})).agents,
  macros: async () => (await call<{ macros: Macro[] }>('GET', '/api/macros')).macros,
  answers: async (language: string) => (await call<{ answers: Answer[] }>('GET', '/api/answers', { query: { language } })).answers,
  templates: async () => (await call<{ templates: TemplateOf[] }>('GET', '/api/templates')).templates,
};
