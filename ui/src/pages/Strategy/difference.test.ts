import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes, lines } from './difference';

const marks = { same: ' ', added: '+', removed: '-' };
const told = (before: string, after: string) => lines(before, after).map((line) => marks[line.kind] + line.text).join('|');

test('finds the fewest lines that differ', () => {
  assert.equal(told('a\nb\nc\n', 'a\nx\nc\n'), ' a|-b|+x| c');
  assert.equal(told('a\nb\nc\na\nb\nb\na\n', 'c\nb\na\nb\na\nc\n').replace(/[^+-]/g, '').length, 5);
  assert.equal(told('', 'a\nb\n'), '+a|+b');
  assert.equal(told('a\n', ''), '-a');
  assert.equal(told('a\nb\n', 'a\nb\n'), ' a| b');
  assert.equal(told('b\n', 'a\nb\n'), '+a| b');
});

test('numbers the lines of both', () => {
  assert.deepEqual(lines('a\nb', 'x\nb').map((line) => [line.before, line.after]), [[1, null], [null, 1], [2, 2]]);
});

test('puts both texts together again', () => {
  let seed = 7;
  const random = (most: number) => (seed = (seed * 16807) % 2147483647) % most;
  for (let round = 0; round < 200; round += 1) {
    const text = () => Array.from({ length: random(12) }, () => 'abcd'[random(4)]).join('\n');
    const [before, after] = [text(), text()];
    const all = lines(before, after);
    assert.equal(all.filter((line) => line.kind !== 'added').map((line) => line.text).join('\n'), before);
    assert.equal(all.filter((line) => line.kind !== 'removed').map((line) => line.text).join('\n'), after);
  }
});

test('files that came, went and changed', () => {
  assert.deepEqual(changes({ a: '1\n', b: '1\n', c: 'x' }, { a: '1\n', b: '2\n', d: 'y\nz' }), [
    { path: 'b', kind: 'changed', added: 1, removed: 1 },
    { path: 'c', kind: 'removed', added: 0, removed: 1 },
    { path: 'd', kind: 'added', added: 2, removed: 0 },
  ]);
});
