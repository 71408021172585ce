import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, kindOf } from './quarantine';

const item = (number: number, problem: string, source = 'shop') => ({ number, source, door: 'events', at: `2026-03-0${number}T00:00:00Z`, tries: 1, problem, body: '{}' });

test('other values of one field are one problem', () => {
  assert.equal(kindOf('`time`: `gisteren` is not a date and time like 2026-03-01'), '`time`: `…` is not a date and time like 2026-03-01');
  assert.equal(kindOf('not readable as Segment: expected a value at line 1 column 12'), 'not readable as Segment: expected a value at line … column …');
});

test('groups stand by size, with who sent them and when', () => {
  const groups = grouped([item(1, '`type` is missing'), item(2, '`time`: `a` is none'), item(3, '`time`: `b` is none', 'crm')]);
  assert.deepEqual(groups.map((group) => [group.items.length, group.sources, group.newest.slice(0, 10)]), [[2, ['shop', 'crm'], '2026-03-03'], [1, ['shop'], '2026-03-01']]);
});
