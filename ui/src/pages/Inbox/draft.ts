// What was written and not sent: per person and case, kept in this browser, so that it survives a crash.
import type { Attachment } from '../../lib/desk';

export type Draft = { /** What it will be known by. */ id: string; reply: string; note: string; subject: string; conversation: number | null; attachments: Attachment[]; at: string };

const KEY = 'voorzet.draft.';
const key = (person: string, id: number): string => `${KEY}${person}.${id}`;

export function readDraft(person: string, id: number): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key(person, id)) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

export function keepDraft(person: string, id: number, draft: Draft): void {
  if (draft.reply.trim() || draft.note.trim() || draft.attachments.length) localStorage.setItem(key(person, id), JSON.stringify(draft));
  else localStorage.removeItem(key(person, id));
}

/** Another tab wrote in the same case; until the returned function is called. */
export function hearDraft(person: string, id: number, take: (draft: Draft | null) => void): () => void {
  const heard = (event: StorageEvent): void => {
    if (event.key === key(person, id)) take(readDraft(person, id));
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}
