// What outlives the page: the session, and what was said and is not known to be kept. Each saying has a place of its
// own, so that two windows of one browser do not write over each other; both send it, and the server counts it once.
import type { Saying } from './frames';

export interface Session {
  session: string;
  token: string;
  ends: string;
  /** Whom the site says that the visitor is, as far as the page was told. */
  who: string;
}

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export class Keep {
  #place: Place | null;
  #prefix: string;

  constructor(place: Place | null, prefix: string) {
    this.#place = place;
    this.#prefix = prefix;
  }

  get session(): Session | null {
    return this.#read<Session>('session');
  }

  set session(session: Session | null) {
    this.#write('session', session);
  }

  /** What is typed and not said. */
  get draft(): string {
    return this.#read<string>('draft') ?? '';
  }

  set draft(text: string) {
    this.#write('draft', text || null);
  }

  /** Up to which line everything was in view. */
  get seen(): number {
    return this.#read<number>('seen') ?? 0;
  }

  set seen(number: number) {
    this.#write('seen', number || null);
  }

  get open(): boolean {
    return this.#read<boolean>('open') ?? false;
  }

  set open(open: boolean) {
    this.#write('open', open || null);
  }

  /** What was said and is not known to be kept, in the order in which it was said. */
  get waiting(): { at: number; saying: Saying }[] {
    const found: { at: number; saying: Saying }[] = [];
    for (let index = 0; index < (this.#place?.length ?? 0); index += 1) {
      const name = this.#place?.key(index);
      if (!name?.startsWith(`${this.#prefix}out:`)) continue;
      const one = this.#read<{ at: number; saying: Saying }>(name.slice(this.#prefix.length));
      if (one) found.push(one);
    }
    return found.sort((a, b) => a.at - b.at || a.saying.id.localeCompare(b.saying.id));
  }

  add(at: number, saying: Saying) {
    this.#write(`out:${saying.id}`, { at, saying });
  }

  remove(id: string) {
    this.#write(`out:${id}`, null);
  }

  /** Everything of this visitor. */
  forget() {
    for (const { saying } of this.waiting) this.remove(saying.id);
    for (const name of ['session', 'draft', 'seen', 'open']) this.#write(name, null);
  }

  #read<T>(name: string): T | null {
    try {
      return JSON.parse(this.#place?.getItem(this.#prefix + name) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }

  #write(name: string, value: unknown) {
    try {
      if (value === null) this.#place?.removeItem(this.#prefix + name);
      else this.#place?.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still chats, until the page is left.
    }
  }
}

/** Where this page may keep things, if anywhere. */
export function place(): Place | null {
  try {
    localStorage.setItem('voorzet-chat', '1');
    localStorage.removeItem('voorzet-chat');
    return localStorage;
  } catch {
    return null;
  }
}
