// The API as it is read: operations by group, what a schema is in a word, and an example for each.
import type { JsonSchema, OpenApi, Operation } from '../../lib/openapi';
import { say } from '../../lib/words.svelte';

export type Described = { id: string; method: string; path: string; tag: string; operation: Operation };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 5;

export function operations(document: OpenApi): Described[] {
  return Object.entries(document.paths).flatMap(([path, all]) =>
    METHODS.filter((method) => all[method]).map((method) => {
      const operation = all[method]!;
      return { id: operation.operationId ?? `${method} ${path}`, method: method.toUpperCase(), path, tag: operation.tags?.[0] ?? '', operation };
    }),
  );
}

export function fits(one: Described, wanted: string): boolean {
  const text = `${one.method} ${one.path} ${one.id} ${one.operation.summary ?? ''} ${one.operation.description ?? ''}`.toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

export const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

export function resolved(document: OpenApi, schema: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...document.components?.schemas?.[nameOf($ref)], ...beside };
}

/** What it is, in a word or two: `string`, `Entry[]`, `number or null`. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return choice.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? []].flat();
  const named = types.map((type) => (type === 'array' ? `${schema.items ? typeOf(schema.items) : say('apiReference.anything')}[]` : type === 'object' && typeof schema.additionalProperties === 'object' ? `{ …: ${typeOf(schema.additionalProperties)} }` : type));
  return named.join(' | ') || (schema.properties ? 'object' : say('apiReference.anything'));
}

/** The fields of an object, those of what it is made of included. */
export function fieldsOf(document: OpenApi, schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  const whole = resolved(document, schema);
  const parts = (whole.allOf ?? []).flatMap((part) => fieldsOf(document, part));
  return [...parts, ...Object.entries(whole.properties ?? {}).map(([name, field]) => ({ name, schema: field, required: whole.required?.includes(name) ?? false }))];
}

/** What can be opened further: an object, or a list or choice of them. */
export function inner(document: OpenApi, schema: JsonSchema): JsonSchema[] {
  const whole = resolved(document, schema);
  const choice = whole.oneOf ?? whole.anyOf;
  if (choice) return choice.flatMap((one) => inner(document, one));
  if (whole.items) return inner(document, whole.items);
  if (typeof whole.additionalProperties === 'object') return inner(document, whole.additionalProperties);
  return fieldsOf(document, schema).length ? [schema] : [];
}

function sample(document: OpenApi, schema: JsonSchema, depth = 0): unknown {
  const whole = resolved(document, schema);
  if (whole.example !== undefined) return whole.example;
  if (whole.default !== undefined) return whole.default;
  if (whole.const !== undefined) return whole.const;
  if (whole.enum?.length) return whole.enum[0];
  const choice = whole.oneOf ?? whole.anyOf;
  if (choice?.length) return sample(document, choice.find((one) => one.type !== 'null') ?? choice[0]!, depth);
  const type = [whole.type ?? []].flat().find((one) => one !== 'null');
  if (type === 'array') return depth < DEEPEST && whole.items ? [sample(document, whole.items, depth + 1)] : [];
  if (type === 'integer' || type === 'number') return whole.minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'string') return '…';
  if (depth >= DEEPEST) return {};
  return Object.fromEntries(fieldsOf(document, schema).map((field) => [field.name, sample(document, field.schema, depth + 1)]));
}

/** Before anybody is signed in; the document does not tell them from what needs a sign-in. */
const PUBLIC = /^\/api\/(sign-in|first-run|invitations|openapi\.json)|^\/api\/session\/.|^\/(healthz|readyz)/;

export function auth(one: Described): 'none' | 'token' | 'write_key' {
  const names = (one.operation.security ?? []).flatMap((by) => Object.keys(by));
  if (names.some((name) => name.startsWith('write_key'))) return 'write_key';
  return PUBLIC.test(one.path) || (one.path === '/api/session' && one.method === 'POST') ? 'none' : 'token';
}

/** A call that can be pasted in a terminal. */
export function curl(document: OpenApi, one: Described, origin: string): string {
  const path = one.path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const needed = (one.operation.parameters ?? []).filter((parameter) => parameter.in === 'query' && parameter.required).map((parameter) => `${parameter.name}=…`);
  const address = `${origin}${path}${needed.length ? `?${needed.join('&')}` : ''}`;
  const lines = [`curl ${one.method === 'GET' ? '' : `-X ${one.method} `}'${address}'`];
  const by = auth(one);
  if (by !== 'none') lines.push(`  -H 'Authorization: Bearer ${by === 'write_key' ? 'WRITE_KEY' : 'TOKEN'}'`);
  const [type, content] = Object.entries(one.operation.requestBody?.content ?? {})[0] ?? [];
  if (type && content) {
    lines.push(`  -H 'Content-Type: ${type}'`);
    const body = content.example ?? (content.schema ? sample(document, content.schema) : {});
    lines.push(`  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n');
}
