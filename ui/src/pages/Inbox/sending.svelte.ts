// What is said here and not with the server yet. It has a number of its own, so that saying it again changes nothing;
// until the server has it, it is kept in this browser.
import type { Message, Note, Reply } from '../../lib/desk';
import { ApiProblem } from '../../lib/problem';
import { server } from './server';

export type Unsent = { case: number; at: string; author: string; channel: string; failed: boolean } & ({ kind: 'reply'; body: Reply } | { kind: 'note'; body: Note });

const KEY = 'voorzet.unsent.';
let all = $state.raw<Unsent[]>(read());

export const sending = {
  of: (id: number): Unsent[] => all.filter((one) => one.case === id),
  /** Refused by the server: it is thrown, and no longer kept. No answer: it stays, to be tried again. */
  async send(one: Unsent): Promise<Message | null> {
    put({ ...one, failed: false });
    localStorage.setItem(KEY + one.body.id, JSON.stringify({ ...one, failed: true }));
    try {
      const said = one.kind === 'reply' ? await server.reply(one.case, one.body) : await server.note(one.case, one.body);
      sending.drop(one.body.id);
      return said;
    } catch (fault) {
      if (fault instanceof ApiProblem && (fault.unreachable || fault.status >= 500 || fault.status === 429)) {
        put({ ...one, failed: true });
        return null;
      }
      sending.drop(one.body.id);
      throw fault;
    }
  },
  drop(id: string): void {
    localStorage.removeItem(KEY + id);
    all = all.filter((one) => one.body.id !== id);
  },
};

function put(one: Unsent): void {
  all = all.some((other) => other.body.id === one.body.id) ? all.map((other) => (other.body.id === one.body.id ? one : other)) : [...all, one];
}

function read(): Unsent[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(KEY)).flatMap((key) => {
    try {
      return [JSON.parse(localStorage.getItem(key) ?? '') as Unsent];
    } catch {
      return [];
    }
  });
}
