import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenApi } from '../../lib/openapi';
import { curl, fieldsOf, operations, typeOf } from './described';

const document: OpenApi = {
  info: { title: 'T', version: '1' },
  paths: { '/api/things/{id}': { put: { operationId: 'put_thing', tags: ['things'], security: [{ token: [] }], requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } }, responses: {} } } },
  components: { schemas: { Thing: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, inside: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } } } },
};

test('a schema that holds itself ends', () => {
  const [one] = operations(document);
  const made = curl(document, one!, 'https://v.example');
  assert.match(made, /^curl -X PUT 'https:\/\/v\.example\/api\/things\/ID' \\\n {2}-H 'Authorization: Bearer TOKEN'/);
});

test('types in a word, fields with whether they must be there', () => {
  assert.equal(typeOf({ type: ['string', 'null'] }), 'string | null');
  assert.equal(typeOf({ type: 'array', items: { $ref: '#/components/schemas/Thing' } }), 'Thing[]');
  assert.deepEqual(fieldsOf(document, { $ref: '#/components/schemas/Thing' }).map((field) => [field.name, field.required]), [['name', true], ['inside', false]]);
});
