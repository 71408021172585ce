import { ApiProblem, call } from '../../lib/api';
import { go, to } from '../../lib/router.svelte';
import { toast } from '../../lib/toasts.svelte';
import type { Files } from './difference';
import type { SavedDraft } from './shapes';

/** Begins a draft from files, or from what is in force, and opens it. */
export async function beginDraft(name: string, files?: Files): Promise<void> {
  try {
    const begun = await call<SavedDraft>('POST', '/api/drafts', { body: { name, ...(files ? { files } : {}) } });
    go(to('/strategy/drafts/:id', { id: begun.id }));
  } catch (fault) {
    if (!(fault instanceof ApiProblem)) throw fault;
    toast(fault.detail ?? fault.title, { tone: 'problem' });
  }
}
