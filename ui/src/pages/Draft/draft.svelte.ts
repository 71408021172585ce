// A draft that is being written: its files, what is not saved yet, what is wrong with it, and what others did.
import { ApiProblem, call } from '../../lib/api';
import { session } from '../../lib/session.svelte';
import { changes, type Files } from '../Strategy/difference';
import type { Newer, SavedDraft } from '../Strategy/shapes';
import type { Vocabulary } from './completion';
import type { Mark } from './codemirror';
import { forget, keep, kept } from './copy';
import { merge, type Merged } from './merge';

export type Fault = Mark & { file: string };
type Checked = { problems: Fault[]; summary: object | null; vocabulary: Vocabulary };
export type Conflict = { newer: Newer; theirs: SavedDraft; mine: Files; merged: Merged };
export type Draft = ReturnType<typeof draft>;

const SETTLES = 300;

/** Call it while a component is made. */
export function draft(opened: SavedDraft) {
  let saved = $state.raw(opened);
  let files = $state.raw<Files>(opened.files);
  let name = $state(opened.name);
  let checked = $state.raw<Checked | null>(null);
  let checking = $state(false);
  let saving = $state(false);
  let problem = $state.raw<ApiProblem | null>(null);
  let conflict = $state.raw<Conflict | null>(null);
  let broughtBack = $state.raw<string | null>(null);
  const changed = $derived(new Set(changes(saved.files, files).map((change) => change.path)));
  const dirty = $derived(changed.size > 0 || name !== saved.name);
  const mayWrite = session.may('strategy.draft');

  bringBack();

  function bringBack(): void {
    const copy = mayWrite ? kept(opened.id) : null;
    if (!copy) return;
    // Of the files that were not changed there is no copy: they are as they are now.
    const others = Object.fromEntries(Object.entries(opened.files).filter(([path]) => !copy.paths.includes(path)));
    const mine = { ...others, ...copy.mine };
    const before = { ...others, ...copy.before };
    const merged = merge(before, opened.files, mine);
    files = merged.clashes.length ? mine : merged.files;
    if (merged.clashes.length) {
      // Of no revision that is there: saving it asks again.
      saved = { ...opened, revision: 0, files: before };
      conflict = { newer: opened, theirs: opened, mine, merged };
    }
    broughtBack = copy.at;
  }

  // Typing asks again; an older question is let go.
  $effect(() => {
    const asked = files;
    if (!mayWrite) return;
    const stop = new AbortController();
    const timer = setTimeout(() => void check(asked, stop.signal), checked ? SETTLES : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });

  async function check(asked: Files, signal: AbortSignal): Promise<void> {
    checking = true;
    try {
      checked = await call<Checked>('POST', '/api/strategy/check', { body: { files: asked }, signal });
    } catch (fault) {
      if (!signal.aborted && !(fault instanceof ApiProblem)) throw fault;
    }
    if (!signal.aborted) checking = false;
  }

  // What is not saved survives a closed window.
  $effect(() => {
    const [now, before] = [files, saved];
    const timer = setTimeout(() => (now === before.files || changes(before.files, now).length === 0 ? forget(before.id) : keep(before, now)), SETTLES);
    return () => clearTimeout(timer);
  });

  async function send(body: Files, revision: number): Promise<boolean> {
    saving = true;
    try {
      saved = await call<SavedDraft>('PUT', `/api/drafts/${saved.id}`, { body: { name, files: body }, headers: { 'if-match': `"${revision}"` } });
      [problem, conflict, broughtBack] = [null, null, null];
      return true;
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      if (fault.status === 412) await overtaken(body, fault);
      else problem = fault;
      return false;
    } finally {
      saving = false;
    }
  }

  async function overtaken(mine: Files, fault: ApiProblem): Promise<void> {
    const theirs = await call<SavedDraft>('GET', `/api/drafts/${saved.id}`);
    const newer = (fault.body['newer'] as Newer | undefined) ?? theirs;
    conflict = { newer, theirs, mine, merged: merge(saved.files, theirs.files, mine) };
  }

  return {
    get saved(): SavedDraft {
      return saved;
    },
    get files(): Files {
      return files;
    },
    get paths(): string[] {
      return Object.keys(files).sort();
    },
    get name(): string {
      return name;
    },
    set name(next: string) {
      name = next;
    },
    /** The paths of files that are not as they were saved. */
    get changed(): Set<string> {
      return changed;
    },
    get dirty(): boolean {
      return dirty;
    },
    get mayWrite(): boolean {
      return mayWrite;
    },
    get saving(): boolean {
      return saving;
    },
    get checking(): boolean {
      return checking;
    },
    /** Whether it was checked at all. */
    get known(): boolean {
      return checked !== null;
    },
    get faults(): Fault[] {
      return checked?.problems ?? [];
    },
    get errors(): number {
      return (checked?.problems ?? []).filter((fault) => fault.severity === 'error').length;
    },
    get vocabulary(): Vocabulary | null {
      return checked?.vocabulary ?? null;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    get conflict(): Conflict | null {
      return conflict;
    },
    /** When what was not saved, and is back, was written. */
    get broughtBack(): string | null {
      return broughtBack;
    },
    write(path: string, text: string): void {
      if (files[path] !== text) files = { ...files, [path]: text };
    },
    drop(path: string): void {
      const { [path]: _, ...rest } = files;
      files = rest;
    },
    rename(path: string, to: string): void {
      const { [path]: text = '', ...rest } = files;
      files = { ...rest, [to]: text };
    },
    /** Puts all files in place of what is there. */
    replace(next: Files): void {
      files = next;
    },
    /** Back to what was saved last. */
    revert(): void {
      [files, name, broughtBack] = [saved.files, saved.name, null];
      forget(saved.id);
    },
    save: (): Promise<boolean> => send(files, saved.revision),
    /** Goes on from what the other saved. */
    takeTheirs(): void {
      if (!conflict) return;
      [saved, files, name] = [conflict.theirs, conflict.theirs.files, conflict.theirs.name];
      [conflict, broughtBack] = [null, null];
    },
    /** Both their changes and mine, when they are not in the same file. */
    async together(): Promise<boolean> {
      if (!conflict) return false;
      const { theirs, merged } = conflict;
      [saved, files, conflict] = [theirs, merged.files, null];
      return send(merged.files, theirs.revision);
    },
    /** What I have, as a draft of its own. */
    async apart(as: string): Promise<SavedDraft> {
      const own = await call<SavedDraft>('POST', '/api/drafts', { body: { name: as, files: conflict?.mine ?? files } });
      forget(saved.id);
      if (conflict) [saved, files, name, conflict] = [conflict.theirs, conflict.theirs.files, conflict.theirs.name, null];
      return own;
    },
    later(): void {
      conflict = null;
    },
    /** After a publication: it goes on from that one. */
    basedOn(number: number): void {
      saved = { ...saved, based_on: number };
    },
  };
}
