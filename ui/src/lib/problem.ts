// What the server says when it does not do what was asked (RFC 9457).

export type Fault = { path?: string; message: string };

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null = null,
    readonly errors: Fault[] = [],
    readonly type: string = 'about:blank',
    /** The whole answer, for problems that carry more. */
    readonly body: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail ?? title);
    this.name = 'ApiProblem';
  }

  /** No answer at all: the line or the server is away. */
  get unreachable(): boolean {
    return this.status === 0;
  }

  /** What kind of problem it is, as a word: `urn:voorzet:problem:password` is `password`. */
  get kind(): string {
    return this.type.split(':').at(-1) ?? '';
  }

  /** What is wrong with one field of a form. */
  of(field: string): string | undefined {
    return this.errors.find((fault) => fault.path === field)?.message;
  }

  static async from(answer: Response): Promise<ApiProblem> {
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    const errors = Array.isArray(body['errors']) ? body['errors'].map(fault) : [];
    return new ApiProblem(answer.status, text(body['title']) ?? answer.statusText, text(body['detail']), errors, text(body['type']) ?? 'about:blank', body, seconds(answer.headers.get('retry-after')));
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function fault(value: unknown): Fault {
  const { path, field, reason, message, detail } = (value ?? {}) as Record<string, unknown>;
  const where = text(path) ?? text(field);
  return { ...(where === null ? {} : { path: where }), message: text(reason) ?? text(message) ?? text(detail) ?? JSON.stringify(value) };
}

/** Retry-After is a number of seconds or a date. */
export function seconds(header: string | null, now: number = Date.now()): number | null {
  if (!header) return null;
  const count = Number(header);
  if (Number.isFinite(count)) return Math.max(0, count);
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, (until - now) / 1000);
}
