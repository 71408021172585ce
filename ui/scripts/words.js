// Both languages say the same things with the same placeholders; every word is used and every used word is there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LANGUAGES = ['en', 'nl'];
const faults = [];

const files = (folder, fits) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    const path = join(folder, found.name);
    return found.isDirectory() ? files(path, fits) : fits(path) ? [path] : [];
  });

function wordsOf(language) {
  const folder = `src/words/${language}`;
  const all = new Map();
  for (const file of readdirSync(folder)) {
    const words = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const [key, value] of Object.entries(words)) all.set(`${file.slice(0, -5)}.${key}`, value);
  }
  return all;
}

const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
// The one-form may leave the count out ("one customer"); the other-form has all of them.
const asked = (value) => placeholders(typeof value === 'string' ? value : value.other);

const [en, nl] = LANGUAGES.map(wordsOf);
for (const key of new Set([...en.keys(), ...nl.keys()])) {
  const [left, right] = [en.get(key), nl.get(key)];
  if (left === undefined || right === undefined) faults.push(`${key} is missing in ${left === undefined ? 'en' : 'nl'}`);
  else if (typeof left !== typeof right) faults.push(`${key} has plural forms in one language only`);
  else if (asked(left) !== asked(right)) faults.push(`${key} has other placeholders: ${asked(left)} and ${asked(right)}`);
  for (const value of [left, right]) {
    if (value && typeof value === 'object' && Object.keys(value).sort().join() !== 'one,other') faults.push(`${key} needs the forms one and other`);
    if (value === '') faults.push(`${key} is empty`);
  }
}

const sources = files('src', (path) => /\.(svelte|ts)$/.test(path) && !path.endsWith('.d.ts') && !path.endsWith('.test.ts')).map((path) => readFileSync(path, 'utf8')).join('\n');
const names = new Set([...en.keys()].map((key) => key.split('.')[0]));
const used = new Set();
for (const [, key] of sources.matchAll(/['"`](\w+\.\w+)['"`]/g)) {
  if (!names.has(key.split('.')[0])) continue;
  used.add(key);
}
// Of codes that the server sends, nobody can see here which come.
const coded = [...sources.matchAll(/sayCode\(\s*'(\w+)'/g)].map(([, file]) => `${file}.`);
const beginnings = [...coded, ...[...sources.matchAll(/`(\w+\.\w*)\$\{/g)].map(([, start]) => start)];
for (const key of en.keys()) {
  if (!used.has(key) && !beginnings.some((start) => key.startsWith(start))) faults.push(`${key} is not used`);
}
for (const [, key] of sources.matchAll(/\bsay\(\s*['"](\w+\.\w+)['"]/g)) if (!en.has(key)) faults.push(`${key} is used and not there`);

for (const fault of faults) console.error(fault);
console.log(`${en.size} words in ${LANGUAGES.length} languages, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
