// What a first visit loads, gzipped; too much fails the build.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 200 * 1024;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const weigh = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
const told = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} KB`;

function together(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of manifest[name].imports ?? []) together(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((name) => manifest[name].isEntry);
const first = together(entry);
const total = [...first].reduce((sum, name) => sum + weigh(manifest[name].file), 0);
for (const [name, chunk] of Object.entries(manifest)) {
  if (!chunk.file.endsWith('.js')) continue;
  console.log(`${told(weigh(chunk.file))}  ${first.has(name) ? 'first' : 'later'}  ${name}`);
}
console.log(`${told(total)}  first load, of ${LIMIT / 1024} KB at most`);
if (total > LIMIT) {
  console.error('The first load is too large: load more of it later, by dynamic import.');
  process.exit(1);
}

const WIDGET = 30 * 1024;
const widget = gzipSync(readFileSync('dist/chat/widget.js'), { level: 9 }).length;
console.log(`${told(widget)}  the chat's widget, of ${WIDGET / 1024} KB at most`);
if (widget > WIDGET) {
  console.error('The widget is too large for other people\'s pages.');
  process.exit(1);
}
