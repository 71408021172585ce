// What was written and not saved, kept in this browser until it is.
import { changes, type Files } from '../Strategy/difference';
import type { SavedDraft } from '../Strategy/shapes';

type Copy = { at: string; /** The changed files as they were saved and as they are; null where there is none. */ before: Record<string, string | null>; mine: Record<string, string | null> };

const key = (id: string): string => `voorzet.draft.${id}`;

export function keep(saved: SavedDraft, mine: Files): void {
  const paths = changes(saved.files, mine).map((change) => change.path);
  const of = (files: Files) => Object.fromEntries(paths.map((path) => [path, files[path] ?? null]));
  const copy: Copy = { at: new Date().toISOString(), before: of(saved.files), mine: of(mine) };
  try {
    localStorage.setItem(key(saved.id), JSON.stringify(copy));
  } catch {
    // The browser has no room, or keeps nothing: what is typed is then only in this window.
  }
}

/** What was kept; only the files that were changed. */
export function kept(id: string): { at: string; before: Files; mine: Files; paths: string[] } | null {
  try {
    const { at, before, mine } = JSON.parse(localStorage.getItem(key(id)) ?? 'null') as Copy;
    const there = (files: Record<string, string | null>): Files => Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null));
    return { at, before: there(before), mine: there(mine), paths: Object.keys(before) };
  } catch {
    return null;
  }
}

export function forget(id: string): void {
  localStorage.removeItem(key(id));
}
