// The server's own description of itself (OpenAPI 3.1), as far as the workspace reads it.
import { call } from './api';

export type JsonSchema = {
  $ref?: string; type?: string | string[]; format?: string; description?: string; enum?: unknown[]; const?: unknown; default?: unknown; example?: unknown;
  items?: JsonSchema; properties?: Record<string, JsonSchema>; required?: string[]; additionalProperties?: JsonSchema | boolean; propertyNames?: JsonSchema;
  oneOf?: JsonSchema[]; anyOf?: JsonSchema[]; allOf?: JsonSchema[]; minimum?: number; maximum?: number; minLength?: number; maxLength?: number;
};
export type Content = Record<string, { schema?: JsonSchema; example?: unknown }>;
export type Parameter = { name: string; in: 'path' | 'query' | 'header' | 'cookie'; description?: string; required?: boolean; schema?: JsonSchema };
export type Operation = {
  operationId?: string; tags?: string[]; summary?: string; description?: string; parameters?: Parameter[];
  requestBody?: { required?: boolean; description?: string; content: Content };
  responses: Record<string, { description?: string; content?: Content; headers?: Record<string, { description?: string }> }>;
  security?: Record<string, string[]>[];
};
export type OpenApi = {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, JsonSchema>; securitySchemes?: Record<string, { description?: string; scheme?: string }> };
};

let known: OpenApi | null = null;

/** Asked for once. */
export async function document(signal: AbortSignal): Promise<OpenApi> {
  return (known ??= await call<OpenApi>('GET', '/api/openapi.json', { signal }));
}
