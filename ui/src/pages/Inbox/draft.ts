// What was written and not sent: per agent and case, kept in this browser, so that it survives a crash.
import type { Attachment } from '../../lib/desk';

export type Draft = { /** What it will be known by. */ id: string; reply: string; note: string; subject: string; conversation: number | null; attachments: Attachment[]; at: string };

const KEY = 'voorzet.draft.';
const key = (agent: number, id: number): string => `${KEY}${agent}.${id}`;

export function readDraft(agent: number, id: number): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key(agent, id)) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

export function keepDraft(agent: number, id: number, draft: Draft): void {
  if (draft.reply.trim() || draft.note.trim() || draft.attachments.length) localStorage.setItem(key(agent, id), JSON.stringify(draft));
  else localStorage.removeItem(key(agent, id));
}

/** Another tab wrote in the same case; until the returned function is called. */
export function hearDraft(agent: number, id: number, take: (draft: Draft | null) => void): () => void {
  const heard = (event: StorageEvent): void => {
    if (event.key === key(agent, id)) take(readDraft(agent, id));
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}
