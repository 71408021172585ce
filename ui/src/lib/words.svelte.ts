// What the workspace says. The words of one language are loaded at a time; `say` runs again where it was used when
// another is chosen.
import type { Files } from '../words/files';

export type Language = 'nl' | 'en';
/** Every word's key: `file.key`. */
export type Word = { [F in keyof Files & string]: `${F}.${keyof Files[F] & string}` }[keyof Files & string];
export type Values = Record<string, string | number>;
type Plural = { one: string; other: string };
type Words = Record<string, Record<string, string | Plural>>;

const KEY = 'voorzet.language';
const load: Record<Language, () => Promise<{ words: Words }>> = {
  nl: () => import('../words/nl'),
  en: () => import('../words/en'),
};

let here = $state.raw<{ language: Language; words: Words }>({ language: 'en', words: {} });

export const language = (): Language => here.language;

/** A word, with its placeholders filled in. `count` chooses between one and more; numbers are written as numbers. */
export function say(key: Word, values: Values = {}): string {
  const [file, name] = key.split('.') as [string, string];
  const found = here.words[file]?.[name];
  if (found === undefined) return key;
  const text = typeof found === 'string' ? found : found[Number(values['count']) === 1 ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (all, slot: string) => {
    const value = values[slot];
    return value === undefined ? all : typeof value === 'number' ? new Intl.NumberFormat(here.language).format(value) : value;
  });
}

/** A word that may not be there, such as one for a code that the server knows: the code itself then. */
export function sayCode(file: keyof Files, code: string): string {
  const found = here.words[file]?.[code];
  return typeof found === 'string' ? found : code;
}

/** What the strategy names in several languages, in ours. */
export function named(names: Record<string, string | undefined> | null | undefined, otherwise: string): string {
  return names?.[here.language] ?? names?.['en'] ?? Object.values(names ?? {}).find(Boolean) ?? otherwise;
}

export async function beginWords(): Promise<void> {
  const kept = localStorage.getItem(KEY);
  const wished = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'nl' || tag === 'en');
  await use(kept === 'nl' || kept === 'en' ? kept : ((wished as Language | undefined) ?? 'nl'));
}

export async function chooseLanguage(next: Language): Promise<void> {
  localStorage.setItem(KEY, next);
  await use(next);
}

async function use(next: Language): Promise<void> {
  const { words } = await load[next]();
  here = { language: next, words };
  document.documentElement.lang = next;
}
