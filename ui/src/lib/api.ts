// The one door to the server. Every request goes through `send`; errors are thrown as ApiProblem.
import createClient from 'openapi-fetch';
import type { components, paths } from '../api/schema';
import { line } from './line.svelte';
import { ApiProblem } from './problem';
import { language } from './words.svelte';

export { ApiProblem } from './problem';
export type Schema = components['schemas'];

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const ATTEMPTS = 4;
const PATIENCE = 20;

/** What the session tells this door; set by session.svelte.ts. */
export const door = { csrf: '', signedOut: (): void => {} };

/** The typed client; most pages want `ask`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** The answer's data: `await ask(api.GET('/api/ladder', { params: { query }, signal }))`. */
export async function ask<T>(answer: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await answer).data as T;
}

/** An endpoint that is not in openapi.json yet. Becomes `ask(api.…)` when it is. */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: { query?: Record<string, string | number | boolean | null | undefined>; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<T> {
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') address.searchParams.set(name, String(value));
  }
  const raw = options.body instanceof Blob || typeof options.body === 'string';
  const body = options.body === undefined ? null : raw ? (options.body as Blob | string) : JSON.stringify(options.body);
  const headers = { ...(body !== null && !raw ? { 'content-type': 'application/json' } : {}), ...options.headers };
  const answer = await send(new Request(address, { method, headers, body, signal: options.signal ?? null }));
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function send(request: Request): Promise<Response> {
  const safe = SAFE.includes(request.method);
  const sent = new Request(request, { credentials: 'same-origin' });
  sent.headers.set('accept-language', language());
  if (!safe && door.csrf) sent.headers.set('x-csrf-token', door.csrf);
  // Whoever repeats a request gives its own key; a repeat within `send` cannot happen for these.
  if (request.method === 'POST' && !sent.headers.has('idempotency-key')) sent.headers.set('idempotency-key', crypto.randomUUID());
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once(safe ? sent.clone() : sent);
    if (answer.ok) return answer;
    const problem = await ApiProblem.from(answer);
    if (answer.status === 401) door.signedOut();
    const again = safe && answer.status === 503 && attempt < ATTEMPTS;
    if (!again) throw problem;
    await pause(Math.min(problem.retryAfter ?? 2 ** (attempt - 1), PATIENCE), request.signal);
  }
}

async function once(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    // A proxy answers so when nothing is behind it.
    line.heard(answer.status !== 502 && answer.status !== 504);
    return answer;
  } catch (fault) {
    if (request.signal.aborted) throw fault;
    line.heard(false);
    throw new ApiProblem(0, 'unreachable');
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, stop) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      stop(signal.reason);
    });
  });
}
