// What the workspace says, read from where it reads it.
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../src/words/', import.meta.url);

/** @param {string} language @returns {Record<string, string | { one: string, other: string }>} */
function read(language) {
  const folder = new URL(`${language}/`, FOLDER);
  return Object.fromEntries(
    readdirSync(folder).flatMap((file) => Object.entries(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))).map(([key, text]) => [`${file.slice(0, -5)}.${key}`, text])),
  );
}

export const words = { nl: read('nl'), en: read('en') };

/** A word as the workspace says it: `say('en', 'customer.merged', { name })`. @param {'nl' | 'en'} language @param {string} key @param {Record<string, string | number>} values */
export function say(language, key, values = {}) {
  const found = words[language][key];
  if (found === undefined) throw new Error(`there is no word ${key}`);
  const text = typeof found === 'string' ? found : found[Number(values['count']) === 1 ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (all, slot) => String(values[slot] ?? all));
}

/** A word of which what is filled in may be anything. @param {'nl' | 'en'} language @param {string} key */
export function like(language, key) {
  const found = words[language][key];
  if (found === undefined) throw new Error(`there is no word ${key}`);
  const texts = typeof found === 'string' ? [found] : Object.values(found);
  return new RegExp(`^(?:${texts.map((text) => text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')).join('|')})$`);
}
