// A case and what was said in it, over all its conversations. What was seen before stands at once.
import type { Case, Message, Present } from '../../lib/desk';
import { ApiProblem } from '../../lib/problem';
import type { Desk } from './desk.svelte';
import { sending, type Unsent } from './sending.svelte';
import { server } from './server';

const PART = 100;
const MOST = 30;
type Kept = { found: Case; messages: Message[]; next: string | number | null };
const kept = new Map<number, Kept>();

export type Thread = ReturnType<typeof thread>;

/** Fetches a case before it is asked for. */
export async function prefetch(id: number): Promise<void> {
  if (kept.has(id)) return;
  const [found, part] = await Promise.all([server.case(id), server.messages(id, { limit: PART })]);
  keep(id, { found, messages: part.messages, next: part.next });
}

function keep(id: number, one: Kept): void {
  kept.delete(id);
  kept.set(id, one);
  if (kept.size > MOST) kept.delete(kept.keys().next().value!);
}

const byTime = (left: Message, right: Message): number => Date.parse(left.at) - Date.parse(right.at) || Math.abs(left.number) - Math.abs(right.number);

/** What is known with what came: the newer of each. */
export function join(known: Message[], came: Message[]): Message[] {
  const numbers = new Set(came.map((one) => one.number));
  return [...known.filter((one) => !numbers.has(one.number)), ...came].toSorted(byTime);
}

const meets = (known: Message[], came: Message[]): boolean => {
  const numbers = new Set(known.map((one) => one.number));
  return came.some((one) => numbers.has(one.number));
};

/** Call it while a component is made; one for each case. */
export function thread(id: number, desk: Desk) {
  const begun = kept.get(id);
  let found = $state.raw<Case | null>(begun?.found ?? null);
  let messages = $state.raw<Message[]>(begun?.messages ?? []);
  let next = $state.raw<string | number | null>(begun?.next ?? null);
  let there = $state(begun !== undefined);
  let loading = $state(true);
  let problem = $state.raw<ApiProblem | null>(null);
  let stop = new AbortController();
  let fetching = false;
  let again = false;

  function hold(): void {
    if (found) keep(id, { found, messages, next });
  }

  async function load(): Promise<void> {
    stop.abort();
    const mine = (stop = new AbortController());
    loading = true;
    try {
      const [one, part] = await Promise.all([server.case(id, mine.signal), server.messages(id, { limit: PART }, mine.signal)]);
      if (mine.signal.aborted) return;
      found = one;
      [messages, next] = meets(messages, part.messages) ? [join(messages, part.messages), next] : [part.messages, part.next];
      [there, problem] = [true, null];
      hold();
    } catch (fault) {
      if (mine.signal.aborted) return;
      problem = fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault));
    }
    loading = false;
  }

  async function older(limit = PART): Promise<void> {
    if (next === null || loading) return;
    loading = true;
    try {
      const part = await server.messages(id, { before: next, limit }, stop.signal);
      [messages, next] = [join(part.messages, messages), part.next];
      hold();
    } catch (fault) {
      if (stop.signal.aborted) return;
      problem = fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault));
    }
    loading = false;
  }

  /** It opens the channel's window again, or is by a channel that this case did not have. */
  function isNews(message: Message): boolean {
    if (message.by !== 'customer' || messages.some((one) => one.number === message.number)) return false;
    const place = found?.conversations.find((one) => one.id === message.conversation);
    return !place || place.window_until !== null;
  }

  /** A message came or changed. Many at once are fetched at once. */
  async function hear(number: number): Promise<void> {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      const part = await server.messages(id, { limit: PART }, stop.signal);
      if (part.messages.some(isNews)) found = await server.case(id, stop.signal);
      // So much came that it does not meet what is known: from here on it is read anew.
      if (messages.length && part.next !== null && !meets(messages, part.messages)) [messages, next] = [part.messages, part.next];
      else messages = join(messages, part.messages);
      if (!part.messages.some((one) => one.number === number)) await reread(number);
      hold();
    } catch (fault) {
      if (!stop.signal.aborted && !(fault instanceof ApiProblem)) throw fault;
    }
    fetching = false;
    if (again && !stop.signal.aborted) {
      again = false;
      void hear(number);
    }
  }

  /** One further back got another state. */
  async function reread(number: number): Promise<void> {
    const at = messages.findIndex((one) => one.number === number);
    const after = messages.slice(at + 1).find((one) => one.number > 0);
    if (at < 0 || !after) return;
    messages = join(messages, (await server.messages(id, { before: after.number, limit: 1 }, stop.signal)).messages);
  }

  $effect(() => {
    void load();
    const deaf = desk.hear((cases, number) => cases.includes(id) && void hear(number));
    return () => {
      deaf();
      stop.abort();
    };
  });

  const present = $derived(desk.present(id) ?? found?.presence ?? []);

  return {
    id,
    /** With what the desk knows newer of its row. */
    get case(): Case | null {
      const row = desk.row(id);
      return found && row ? { ...found, ...row } : found;
    },
    get messages(): Message[] {
      return messages;
    },
    get unsent(): Unsent[] {
      return sending.of(id);
    },
    get present(): Present[] {
      return present;
    },
    get there(): boolean {
      return there;
    },
    get loading(): boolean {
      return loading;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    get more(): boolean {
      return next !== null;
    },
    /** The last that was said or happened. */
    get last(): number {
      return messages.reduce((most, one) => Math.max(most, one.number), 0);
    },
    load,
    older,
    /** Fetches back until this message is there. */
    async reach(number: number): Promise<void> {
      while (next !== null && !stop.signal.aborted && !problem && !messages.some((one) => one.number === number)) await older(200);
    },
    take(came: Message[]): void {
      messages = join(messages, came);
      hold();
    },
    async send(one: Unsent): Promise<Message | null> {
      const said = await sending.send(one);
      if (said) {
        messages = join(messages, [said]);
        hold();
      }
      return said;
    },
  };
}
