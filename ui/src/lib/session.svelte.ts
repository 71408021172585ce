// Who is signed in and what they may do.
import { ApiProblem, call, door } from './api';
import { chooseLanguage, type Language } from './words.svelte';

export type Permission =
  | 'figures.read' | 'events.read' | 'customers.read' | 'customers.change'
  | 'strategy.read' | 'strategy.draft' | 'strategy.publish'
  | 'sources.read' | 'sources.change' | 'outbox.read' | 'outbox.change'
  | 'conversations.read' | 'conversations.answer' | 'agents.change' | 'feedback.change'
  | 'people.read' | 'people.change' | 'settings.change' | 'audit.read' | 'watch.read';
export type Person = { id: string; name: string; email: string; roles: string[]; language: Language | null };
export type Session = { person: Person; permissions: Permission[]; csrf: string; expires: string; second_factor: boolean };
export type SignIn = { first_run: boolean; organisation: string | null; methods: { password: boolean; passkey: boolean; sso: { id: string; name: string }[] } };

/** `open`: a server without accounts; everybody may do everything. */
type State = 'loading' | 'unreachable' | 'open' | 'first_run' | 'signed_out' | 'signed_in';

let state = $state<State>('loading');
let current = $state.raw<Session | null>(null);
let signIn = $state.raw<SignIn | null>(null);

export const session = {
  get state(): State {
    return state;
  },
  get person(): Person | null {
    return current?.person ?? null;
  },
  get current(): Session | null {
    return current;
  },
  /** How one can sign in here; there when signed out. */
  get signIn(): SignIn | null {
    return signIn;
  },
  /** Whether this person may do it. What may not be done is not shown; the server decides in the end. */
  may(permission: Permission | null | undefined): boolean {
    return !permission || state === 'open' || (current?.permissions.includes(permission) ?? false);
  },
  async load(): Promise<void> {
    try {
      begin(await call<Session>('GET', '/api/session'));
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      if (fault.status === 404) state = 'open';
      else if (fault.status === 401) await session.showSignIn();
      else state = 'unreachable';
    }
  },
  /** After a sign-in. */
  begin,
  async showSignIn(): Promise<void> {
    signIn = await call<SignIn>('GET', '/api/sign-in');
    state = signIn.first_run ? 'first_run' : 'signed_out';
  },
  async signOut(): Promise<void> {
    await call('DELETE', '/api/session');
    end();
    await session.showSignIn();
  },
  /** Asks again, after a name, language or role was changed. */
  reload: async (): Promise<void> => session.load(),
};

function begin(next: Session): void {
  current = next;
  door.csrf = next.csrf;
  state = 'signed_in';
  if (next.person.language) void chooseLanguage(next.person.language);
}

function end(): void {
  current = null;
  door.csrf = '';
}

// The address stays as it is, so that signing in leads back to it.
door.signedOut = () => {
  if (state !== 'signed_in') return;
  end();
  void session.showSignIn();
};
