// Every file of words in one language: src/words/nl/<file>.json.
const files = import.meta.glob<Record<string, string | { one: string; other: string }>>('./nl/*.json', { eager: true, import: 'default' });

export const words = Object.fromEntries(Object.entries(files).map(([path, file]) => [path.slice('./nl/'.length, -'.json'.length), file]));
