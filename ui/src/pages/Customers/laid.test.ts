import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell, CustomerMap, Side } from './customers';
import { classes, grid, movers, moves } from './laid';

const side = (names: string[], shifts: [string | null, string, number][] = []): Side => ({
  by: 'trait',
  classes: names.map((name) => ({ name, customers: 1, contacting: 0, contacts: 0 })),
  shifts: shifts.map(([from, to, customers]) => ({ from, to, customers })),
});
const cell = (segment: string, value: string, lifecycle: string, customers: number): Cell => ({ segment, value, lifecycle, customers, contacting: 0, contacts: 0 });

const map = {
  value: side(['', 'low', 'high']), segment: side(['', 'home']), lifecycle: side(['active', 'dormant', 'ended']),
  cells: [cell('home', 'high', 'dormant', 2), cell('home', '', 'active', 1), cell('', 'low', 'active', 4), cell('home', 'low', 'ended', 0)],
} as unknown as CustomerMap;

const moved = side(['', 'low', 'high'], [['low', 'low', 6], ['low', 'high', 2], ['high', 'low', 1], [null, 'high', 3], ['', 'high', 1]]);

test('what nobody knows stands last', () => assert.deepEqual(classes(map.value), ['low', 'high', '']));

test('the map has a line for segment and value that somebody is in, and a column for each lifecycle of them', () => {
  const { columns, groups } = grid(map);
  assert.deepEqual(columns, ['active', 'dormant']);
  assert.deepEqual(groups.map(({ segment, value, cells }) => [segment, value, cells.map((one) => one?.customers ?? null)]), [
    ['home', 'high', [null, 2]],
    ['home', '', [1, null]],
    ['', 'low', [4, null]],
  ]);
});

test('who moved stands by class of then, those who were not known yet last', () => {
  const { columns, lines } = moves(moved);
  assert.deepEqual(columns, ['low', 'high']);
  assert.deepEqual(lines.map(({ from, all, to }) => [from, all, to.map((one) => one?.customers ?? null)]), [
    ['low', 8, [6, 2]],
    ['high', 1, [1, null]],
    ['', 1, [null, 1]],
    [null, 3, [null, 3]],
  ]);
});

test('movers are counted among those who were known then', () => assert.deepEqual(movers(moved), { moved: 4, all: 10 }));

test('where nothing is compared there is nothing', () => assert.deepEqual(moves({ ...moved, shifts: null }), { columns: [], lines: [] }));
