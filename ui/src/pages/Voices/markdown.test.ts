import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks } from './markdown';

const said = (text: string): string => blocks(text).map(({ kind, lines }) => `${kind}: ${lines.map((line) => line.map((one) => (one.href ? `<${one.href} ${one.text}>` : one.bold ? `B${one.text}` : one.italic ? `I${one.text}` : one.text)).join('|')).join(' / ')}`).join('\n');

test('paragraphs end at an empty line, and lines within them stay', () => {
  assert.equal(said('Dear all,\nit is done.\n\n\nBye'), 'text: Dear all, / it is done.\ntext: Bye');
});

test('lists of points and of numbers', () => {
  assert.equal(said('Done:\n- one\n* two\n\n1. first\n2) second'), 'text: Done:\npoints: one / two\nnumbers: first / second');
});

test('bold, italic and links, also within a line', () => {
  assert.equal(said('From **Monday** it is *one* hour: [see](https://shop.example/slots).'), 'text: From |BMonday| it is |Ione| hour: |<https://shop.example/slots see>|.');
});

test('what is no mark stays as it is', () => {
  assert.equal(said('2 * 3 * 4 is snake_case_name'), 'text: 2 * 3 * 4 is snake_case_name');
  assert.equal(said('[x](javascript:alert(1)) <b>'), 'text: [x](javascript:alert(1)) <b>');
  assert.deepEqual(blocks('  \n '), []);
});
