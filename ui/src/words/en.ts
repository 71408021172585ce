// Every file of words in one language: src/words/en/<file>.json.
const files = import.meta.glob<Record<string, string | { one: string; other: string }>>('./en/*.json', { eager: true, import: 'default' });

export const words = Object.fromEntries(Object.entries(files).map(([path, file]) => [path.slice('./en/'.length, -'.json'.length), file]));
