import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv, type Cell } from './csv';

const one = (value: Cell) => toCsv(['a'], [[value]]).slice('\uFEFFa\r\n'.length, -2);
const check = (value: Cell, expect: string) => assert.equal(one(value), expect);

test('begins with a byte order mark and ends lines as RFC 4180 has it', () => {
  assert.equal(toCsv(['a', 'b'], [[1, 'x']]), '\uFEFFa,b\r\n1,x\r\n');
});

test('quotes what needs it', () => {
  check('plain', 'plain');
  check('a,b', '"a,b"');
  check('say "so"', '"say ""so"""');
  check('two\nlines', '"two\nlines"');
});

test('formulas do not run', () => {
  check('=1+1', "'=1+1");
  check('+31 6 1234', "'+31 6 1234");
  check('-cmd', "'-cmd");
  check('@sum', "'@sum");
  check('\tx', "'\tx");
  check('\rx', '"\'\rx"');
  check('=a,"b"', '"\'=a,""b"""');
});

test('a heading is a cell too', () => {
  assert.equal(toCsv(['=a'], []), "\uFEFF'=a\r\n");
});

test('numbers stay as they are', () => {
  check(-3.5, '-3.5');
  check('-3.5', '-3.5');
  check('+12', '+12');
  check('-1.410', '-1.410');
  check('-1e-9', '-1e-9');
  check(Number.NaN, '');
});

test('nothing is nothing', () => {
  check(null, '');
  check(undefined, '');
  check(false, 'false');
});
