// The line to the server: a socket, or polling where none opens; made anew for as long as the page is there.
import type { FromServer, FromVisitor, Saying } from './frames';
import type { Keep, Session } from './keep';
import type { Thread } from './thread';

export type Standing = 'off' | 'connecting' | 'open' | 'lost';

interface Wants {
  host: string;
  account: string;
  /** Which chat: the account, and what the page is about, as a query says it. */
  which: string;
  language: string;
  keep: Keep;
  thread: Thread;
  identity: () => string;
  hear: (frame: FromServer) => void;
  stand: (standing: Standing) => void;
}

/** How long what was sent may stay without an answer before the line counts as dead. */
const DEAD = 10_000;
/** How long a socket may take to open. */
const OPENING = 8_000;
const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 15_000;
/** After so many sockets that never opened, it polls. */
const GIVE_UP = 2;
/** After so long it tries a socket again. */
const TRY_SOCKET = 120_000;

export class Connection {
  #wants: Wants;
  #socket: WebSocket | null = null;
  #poll: AbortController | null = null;
  #revision = 0;
  #pause = FIRST_PAUSE;
  #failed = 0;
  #polledSince = 0;
  #timer = 0;
  #dead = 0;
  #on = false;
  #beginning: Promise<Session> | null = null;
  /** Not sent again before it is answered on this line. */
  #sent = new Set<string>();
  standing: Standing = 'off';

  constructor(wants: Wants) {
    this.#wants = wants;
    addEventListener('online', () => this.#retry());
    addEventListener('offline', () => this.#cut());
    addEventListener('pageshow', (event) => event.persisted && this.#retry());
    document.addEventListener('visibilitychange', () => !document.hidden && this.standing === 'lost' && this.#retry());
  }

  /** Connects, and stays so. */
  start() {
    if (this.#on) return;
    this.#on = true;
    void this.#connect();
  }

  /** Lets go. */
  stop() {
    this.#on = false;
    this.#close();
    this.#stand('off');
  }

  /** Sends what waits. */
  flush() {
    if (this.standing !== 'open') return this.start();
    const waiting = this.#wants.thread.waiting.filter((saying) => !this.#sent.has(saying.id));
    if (waiting.length) this.#say(waiting);
  }

  /** Says something that is worth nothing later. */
  sign(frame: FromVisitor) {
    if (this.standing !== 'open') return;
    if (this.#socket) this.#socket.send(JSON.stringify(frame));
    else void this.#post([frame]).catch(() => {});
  }

  /** The session that there is, or another. */
  async session(): Promise<Session> {
    const { keep } = this.#wants;
    const who = whoIs(this.#wants.identity());
    const known = keep.session;
    if (known && known.who === who && Date.parse(known.ends) > Date.now()) return known;
    this.#beginning ??= this.#begin(who, known).finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  /** Asks the server as this session. */
  async ask(path: string, more: RequestInit = {}): Promise<Response> {
    const { token } = await this.session();
    return fetch(this.#wants.host + path, { ...more, headers: { ...more.headers, authorization: `Bearer ${token}` } });
  }

  async #begin(who: string, before: Session | null): Promise<Session> {
    const { host, account, language, keep } = this.#wants;
    const identity = this.#wants.identity() || undefined;
    const body = JSON.stringify({ account, language, identity, before: before?.token });
    const answer = await fetch(`${host}/chat/sessions`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    const session: Session = { ...(await answer.json()), who };
    keep.session = session;
    return session;
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#close();
    if (!this.#on) return;
    this.#stand(this.standing === 'lost' ? 'lost' : 'connecting');
    try {
      const { token } = await this.session();
      if (!this.#on) return;
      const polls = this.#failed >= GIVE_UP && Date.now() - this.#polledSince < TRY_SOCKET;
      if (polls) await this.#listen();
      else this.#dial(token);
    } catch {
      this.#cut();
    }
  }

  #dial(token: string) {
    const { host, which, thread } = this.#wants;
    const socket = new WebSocket(`${host.replace(/^http/, 'ws')}/chat/socket?${which}`);
    this.#socket = socket;
    const late = setTimeout(() => socket.close(), OPENING);
    let isOpen = false;
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', v: 1, token, after: thread.after } satisfies FromVisitor));
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      clearTimeout(late);
      if (!isOpen) {
        isOpen = true;
        this.#failed = 0;
      }
      this.#hear(JSON.parse(data) as FromServer);
    };
    socket.onclose = () => {
      clearTimeout(late);
      if (this.#socket !== socket) return;
      if (!isOpen && navigator.onLine) {
        this.#failed += 1;
        this.#polledSince = Date.now();
      }
      this.#cut();
    };
  }

  /** Polls until it fails, or a socket is worth another try. */
  async #listen() {
    const { which, thread } = this.#wants;
    const poll = new AbortController();
    this.#poll = poll;
    this.#revision = 0;
    while (this.#on && this.#poll === poll) {
      const asked = `${which}&after=${thread.after}&revision=${this.#revision}`;
      const answer = await this.ask(`/chat/poll?${asked}`, { signal: poll.signal });
      if (answer.status === 401) this.#over();
      if (!answer.ok) throw new Error(String(answer.status));
      const { frames, revision } = (await answer.json()) as { frames: FromServer[]; revision: number };
      if (this.#poll !== poll) return;
      this.#revision = revision;
      frames.forEach((frame) => this.#hear(frame));
      if (this.standing !== 'open' && !frames.some((frame) => frame.type === 'history' && frame.more)) this.#ready();
      if (Date.now() - this.#polledSince > TRY_SOCKET) {
        this.#failed = 0;
        return void this.#connect();
      }
    }
  }

  #hear(frame: FromServer) {
    const answered = 'id' in frame && (frame.type === 'ack' || frame.type === 'problem') ? frame.id : undefined;
    if (answered) {
      this.#sent.delete(answered);
      this.#watch();
    }
    if (frame.type === 'problem' && frame.kind === 'session') return this.#over();
    if (frame.type === 'problem' && frame.retry_after) setTimeout(() => this.flush(), frame.retry_after * 1000);
    this.#wants.hear(frame);
    if (frame.type === 'history' && !frame.more && this.#socket) this.#ready();
  }

  /** The line is there, and everything that was said is known. */
  #ready() {
    this.#pause = FIRST_PAUSE;
    this.#sent.clear();
    this.#stand('open');
    this.flush();
  }

  #say(sayings: Saying[]) {
    sayings.forEach((saying) => this.#sent.add(saying.id));
    this.#watch();
    if (this.#socket) sayings.forEach((saying) => this.#socket?.send(JSON.stringify(saying)));
    else for (let from = 0; from < sayings.length; from += 10) void this.#post(sayings.slice(from, from + 10)).catch(() => this.#cut());
  }

  async #post(frames: FromVisitor[]) {
    const body = JSON.stringify({ account: this.#wants.account, frames });
    const answer = await this.ask('/chat/send', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    if (answer.status === 401) this.#over();
    if (!answer.ok) throw new Error(String(answer.status));
    ((await answer.json()) as { frames: FromServer[] }).frames.forEach((frame) => this.#hear(frame));
  }

  /** A line on which nothing is answered is dead, whatever the browser thinks. */
  #watch() {
    clearTimeout(this.#dead);
    if (this.#sent.size) this.#dead = setTimeout(() => this.#cut(), DEAD) as unknown as number;
  }

  /** The session opens nothing any more: the next begins another. */
  #over() {
    const { keep } = this.#wants;
    if (keep.session) keep.session = { ...keep.session, ends: new Date(0).toISOString() };
    this.#cut();
  }

  /** The line is cut: another is tried, later and later. */
  #cut() {
    if (!this.#on) return;
    this.#close();
    this.#stand('lost');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), this.#pause * (0.75 + Math.random() / 2)) as unknown as number;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #retry() {
    this.#pause = FIRST_PAUSE;
    if (this.#on && this.standing !== 'open') void this.#connect();
  }

  #close() {
    clearTimeout(this.#dead);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#poll?.abort();
    this.#poll = null;
    this.#sent.clear();
  }

  #stand(standing: Standing) {
    if (this.standing === standing) return;
    this.standing = standing;
    this.#wants.stand(standing);
  }
}

/** Whom an identity names, so that another visitor gets another session. It is the server that believes it or not. */
export function whoIs(identity: string): string {
  try {
    const body = (identity.split('.')[0] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return body ? String((JSON.parse(atob(body)) as { account: unknown }).account) : '';
  } catch {
    return '';
  }
}
