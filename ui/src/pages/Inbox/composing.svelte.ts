// What is being written in a case: kept as it is typed, sent with what was seen, and stopped when the thread changed.
import type { Attachment, Conversation, Message, Reply, TemplateOf } from '../../lib/desk';
import { ApiProblem } from '../../lib/problem';
import { session } from '../../lib/session.svelte';
import { upload } from '../../lib/upload';
import { refusal } from './deeds';
import type { Desk } from './desk.svelte';
import { hearDraft, keepDraft, readDraft } from './draft';
import { sending, type Unsent } from './sending.svelte';
import { server } from './server';
import type { Thread } from './thread.svelte';

export type Tab = 'reply' | 'note' | 'template';
export type Loading = { key: string; name: string; bytes: number; /** Of 1. */ far: number; done: Attachment | null; problem: string | null; stop: () => void };
export type Composing = ReturnType<typeof composing>;

const KEEPS = 300;
const TYPES = 3000;

/** Call it while a component is made; one for each case. */
export function composing(thread: Thread, desk: Desk) {
  // Known before anything is asked of the desk.
  const person = session.person?.id ?? '';
  const draft = readDraft(person, thread.id);
  let id = draft?.id ?? crypto.randomUUID();
  let tab = $state<Tab>(draft?.note.trim() && !draft.reply.trim() ? 'note' : 'reply');
  let reply = $state(draft?.reply ?? '');
  let note = $state(draft?.note ?? '');
  let subject = $state(draft?.subject ?? '');
  let chosen = $state<number | null>(draft?.conversation ?? null);
  let files = $state.raw<Loading[]>((draft?.attachments ?? []).map((done) => ({ key: done.hash + done.name, name: done.name, bytes: done.bytes, far: 1, done, problem: null, stop: () => {} })));
  let restored = $state(draft?.at ?? null);
  let kept = $state(false);
  let changed = $state.raw<Message[] | null>(null);
  let problem = $state<string | null>(null);
  let resolves = $state(false);
  let also = $state.raw<ReadonlySet<number>>(new Set());
  let seen = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let typedAt = 0;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const conversations = $derived(thread.case?.conversations ?? []);
  // By where the customer spoke last.
  const usual = $derived(thread.messages.findLast((one) => one.by === 'customer' && conversations.some((other) => other.id === one.conversation))?.conversation);
  const conversation = $derived<Conversation | undefined>(conversations.find((one) => one.id === chosen) ?? conversations.find((one) => one.id === usual) ?? conversations[0]);
  /** Other open cases that what was said since our last answer belongs to. */
  const shared = $derived.by(() => {
    const since = thread.messages.findLastIndex((one) => one.by === 'agent' && one.state !== 'unsaid');
    const cases = new Set(thread.messages.slice(since + 1).filter((one) => one.by === 'customer').flatMap((one) => one.cases));
    return (thread.case?.others ?? []).filter((row) => cases.has(row.id));
  });

  function keep(): void {
    clearTimeout(timer);
    timer = setTimeout(store, KEEPS);
  }
  function store(): void {
    keepDraft(person, thread.id, { id, reply, note, subject, conversation: chosen, attachments: files.flatMap((one) => one.done ?? []), at: new Date().toISOString() });
    kept = Boolean(reply.trim() || note.trim() || files.length);
  }
  function begin(): void {
    [id, reply, subject, files, restored, changed, problem, also, resolves] = [crypto.randomUUID(), '', '', [], null, null, null, new Set(), false];
    store();
  }

  function present(typing: boolean): void {
    clearTimeout(quiet);
    if (typing) quiet = setTimeout(() => present(false), TYPES * 2);
    if (typing && Date.now() - typedAt < TYPES) return;
    typedAt = typing ? Date.now() : 0;
    server.presence(thread.id, { typing }).catch(() => {});
  }

  $effect(() => hearDraft(person, thread.id, (other) => {
    // Not under the hands of who writes here too.
    if (!other || (document.hasFocus() && document.activeElement instanceof HTMLTextAreaElement)) return;
    [id, reply, note, subject, chosen] = [other.id, other.reply, other.note, other.subject, other.conversation];
  }));
  // What is written when the page goes is not lost.
  $effect(() => {
    const now = (): void => store();
    window.addEventListener('pagehide', now);
    return () => {
      window.removeEventListener('pagehide', now);
      clearTimeout(timer);
      clearTimeout(quiet);
      store();
    };
  });

  function attach(list: Iterable<File>): void {
    for (const file of list) {
      const stop = new AbortController();
      const key = crypto.randomUUID();
      files = [...files, { key, name: file.name || 'image.png', bytes: file.size, far: 0, done: null, problem: null, stop: () => stop.abort() }];
      const change = (to: Partial<Loading>): void => void (files = files.map((one) => (one.key === key ? { ...one, ...to } : one)));
      upload<Attachment>(`/api/attachments?name=${encodeURIComponent(file.name || 'image.png')}`, file, (sent, total) => change({ far: total ? sent / total : 0 }), stop.signal).then(
        (done) => {
          change({ done, far: 1 });
          keep();
        },
        (fault: unknown) => {
          if (!stop.signal.aborted) change({ problem: fault instanceof ApiProblem ? refusal(fault) : String(fault) });
        },
      );
    }
  }

  /** Shows it at once; what the server refuses comes back as it was. */
  async function say(unsent: Unsent, back: () => void): Promise<boolean> {
    const first = unsent.kind === 'reply';
    if (first) {
      const { resolve, cases } = unsent.body as Reply;
      desk.patch(cases ?? [thread.id], { last_by: 'us', preview: unsent.body.text, due: null, waiting_since: null, unread: false, ...(resolve ? { state: 'resolved' as const } : {}) });
      setTimeout(() => desk.unpatch(cases ?? [thread.id]), 4000);
    }
    try {
      await thread.send(unsent);
      return true;
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      if (first) desk.unpatch((unsent.body as Reply).cases ?? [thread.id]);
      back();
      if (fault.kind === 'changed' || Array.isArray(fault.body['messages'])) {
        changed = (fault.body['messages'] as Message[] | undefined) ?? [];
        thread.take(changed);
      } else if (fault.kind === 'window') tab = 'template';
      else problem = refusal(fault);
      return false;
    }
  }

  return {
    get tab(): Tab { return tab; },
    set tab(next: Tab) { tab = next; },
    get reply(): string { return reply; },
    set reply(next: string) { reply = next; },
    get note(): string { return note; },
    set note(next: string) { note = next; },
    get subject(): string { return subject; },
    set subject(next: string) {
      subject = next;
      keep();
    },
    get files(): Loading[] { return files; },
    /** When what is written here was written, if that was before. */
    get restored(): string | null { return restored; },
    get kept(): boolean { return kept; },
    /** What came in between; sending stopped for it. */
    get changed(): Message[] | null { return changed; },
    get problem(): string | null { return problem; },
    /** A macro said that sending it resolves the case. */
    get resolves(): boolean { return resolves; },
    set resolves(next: boolean) { resolves = next; },
    get conversation(): Conversation | undefined { return conversation; },
    get shared() { return shared; },
    get also(): ReadonlySet<number> { return also; },
    get typing(): boolean { return typedAt > 0; },
    get busy(): boolean { return files.some((one) => !one.done && !one.problem); },
    choose(next: number): void {
      chosen = next;
      keep();
    },
    answerAlso(other: number, yes: boolean): void {
      also = new Set(yes ? [...also, other] : [...also].filter((one) => one !== other));
    },
    /** Something was typed, with what is in view in mind. */
    typed(): void {
      seen = Math.max(seen, thread.last);
      [problem, changed] = [null, null];
      keep();
      present(true);
    },
    looked(): void {
      seen = Math.max(seen, thread.last);
    },
    attach,
    detach(key: string): void {
      files.find((one) => one.key === key)?.stop();
      files = files.filter((one) => one.key !== key);
      keep();
    },
    forget(): void {
      begin();
      note = '';
      store();
    },
    edit: (): void => void (changed = null),
    /** What was taken back, or did not get there, is written here again. */
    restore(text: string, into: 'reply' | 'note' = 'reply'): void {
      tab = into;
      if (into === 'note') note = note.trim() ? `${text}\n\n${note}` : text;
      else reply = reply.trim() ? `${text}\n\n${reply}` : text;
      keep();
    },
    async send({ resolve = false, anyway = false, template }: { resolve?: boolean; anyway?: boolean; template?: { of: TemplateOf; parameters: string[]; text: string } } = {}): Promise<boolean> {
      if (!conversation) return false;
      if (anyway || !seen) seen = Math.max(seen, thread.last, ...(changed ?? []).map((one) => one.number));
      const attachments = files.flatMap((one) => (one.done ? [{ hash: one.done.hash, name: one.done.name, media: one.done.media }] : []));
      const body: Reply = {
        id, conversation: conversation.id, text: template ? template.text : reply.trim(), attachments: template ? [] : attachments, seen, cases: [thread.id, ...also],
        ...(subject.trim() ? { subject: subject.trim() } : {}), ...(resolve ? { resolve } : {}), ...(template ? { template: { name: template.of.name, language: template.of.language, parameters: template.parameters } } : {}),
      };
      const was = { id, reply, subject, files, also };
      // What is written stands in this browser until the server has it: under `sending`, by the same number.
      begin();
      return say({ case: thread.id, at: new Date().toISOString(), author: desk.me?.name ?? '', channel: conversation.channel, failed: false, kind: 'reply', body }, () => {
        [id, reply, subject, files, also] = [was.id, was.reply, was.subject, was.files, was.also];
        store();
      });
    },
    async sendNote(mentions: number[]): Promise<boolean> {
      const text = note.trim();
      const body = { id: crypto.randomUUID(), text, mentions };
      note = '';
      store();
      return say({ case: thread.id, at: new Date().toISOString(), author: desk.me?.name ?? '', channel: '', failed: false, kind: 'note', body }, () => (note = text));
    },
    async again(unsent: Unsent): Promise<void> {
      await say(unsent, () => this.restore(unsent.body.text, unsent.kind));
    },
    back(unsent: Unsent): void {
      sending.drop(unsent.body.id);
      this.restore(unsent.body.text, unsent.kind);
    },
  };
}
