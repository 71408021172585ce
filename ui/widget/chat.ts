// `<voorzet-chat>`: the button, the panel, and everything that happens in it.
import { callForm, type Wish } from './call';
import { el, icon } from './dom';
import type { FromServer, Kept, Saying, Settings } from './frames';
import { Keep, place } from './keep';
import { Connection } from './line';
import { smaller } from './photo';
import { Shown } from './shown';
import { STYLE } from './style';
import { Thread } from './thread';
import { upload } from './upload';
import { type Language, type Say, speak } from './words';

export interface Options {
  host: string;
  account: string;
  language: Language;
  identity: string;
  reason: string;
}

interface File_ {
  name: string;
  share: number;
  kept?: Kept;
}

/** How long somebody counts as typing after a key. */
const TYPING = 4_000;
/** How long their side counts as typing when nothing more is heard. */
const THEIRS = 8_000;
const MOST_FILES = 10;
const TAKEN = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.heic';

export class VoorzetChat extends HTMLElement {
  options!: Options;
  #settings!: Settings;
  #say!: Say;
  #keep!: Keep;
  #thread!: Thread;
  #line!: Connection;
  #shown!: Shown;
  #bytes = new Map<string, Promise<Blob>>();
  #isOpen = false;
  #state: Extract<FromServer, { type: 'state' }> = { type: 'state', open: true };
  #read = 0;
  #asked = false;
  #over: '' | 'thanks' | 'closed' = '';
  #typing = 0;
  #theirs = 0;
  #calls = false;
  #files: File_[] = [];
  #launch = el('button', { type: 'button', class: 'launch', 'aria-expanded': 'false' });
  #panel = el('section', { class: 'panel', role: 'dialog', hidden: true });
  #title = el('h2', { id: 'title' });
  #sub = el('p', { role: 'status' });
  #lost = el('p', { class: 'lost', role: 'status', hidden: true });
  #log = el('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' });
  #dots = el('div', { class: 'typing', 'aria-live': 'polite' });
  #foot = el('div', {});
  #text = el('textarea', { rows: '1' });
  #go = el('button', { class: 'go', disabled: true });
  #form = el('form', { class: 'write' });
  #list = el('ul', { class: 'files', hidden: true });
  #under = el('div', { class: 'foot' });

  /** How dates are written: English as it is in Europe. */
  get #locale() {
    return this.options.language === 'nl' ? 'nl-NL' : 'en-GB';
  }

  /** Which chat: by what the page is about goes whose opening hours count. */
  get #which() {
    const { account, reason } = this.options;
    return `account=${encodeURIComponent(account)}${reason && `&reason=${encodeURIComponent(reason)}`}`;
  }

  /** Begins, once it is known that this page may chat. */
  async begin() {
    const { host, account, language } = this.options;
    const answer = await fetch(`${host}/chat/settings?${this.#which}`);
    if (!answer.ok) throw new Error(`the chat does not open here: ${answer.status}`);
    this.#settings = (await answer.json()) as Settings;
    this.#state = { ...this.#state, open: this.#settings.open, opens: this.#settings.opens };
    this.#say = speak(language);
    this.#keep = new Keep(place(), `voorzet-chat:${host}:${account}:`);
    this.#begin();
    this.#build();
    this.#paint();
    if (this.#keep.session) this.#line.start();
    if (this.#keep.open) this.open(false);
  }

  /** Shows the panel. */
  open(focus = true) {
    this.#isOpen = this.#keep.open = true;
    this.#toggle();
    this.#line.start();
    this.#paint();
    this.#log.scrollTop = this.#log.scrollHeight;
    if (focus) (this.#form.hidden ? this.#panel.querySelector<HTMLElement>('h3') : this.#text)?.focus();
  }

  /** Hides it. */
  close() {
    this.#isOpen = this.#keep.open = false;
    this.#toggle();
    this.#launch.focus();
  }

  /** Another visitor, as the site signs it; or nobody. */
  identify(identity: string) {
    this.options.identity = identity;
    this.#line.stop();
    this.#keep.forget();
    this.#bytes.clear();
    this.#begin();
    this.#read = 0;
    this.#asked = false;
    this.#over = '';
    if (this.#isOpen) this.#line.start();
    this.#paint();
  }

  #begin() {
    const { host, account, language } = this.options;
    this.#thread = new Thread(this.#keep);
    this.#line = new Connection({
      host, account, which: this.#which, language, keep: this.#keep, thread: this.#thread,
      identity: () => this.options.identity,
      hear: (frame) => this.#hear(frame),
      stand: (standing) => {
        this.#lost.hidden = standing !== 'lost';
        this.#lost.textContent = standing === 'lost' ? this.#say('lost') : '';
      },
    });
    this.#shown = new Shown({
      say: this.#say, language: this.#locale,
      bytes: (hash) => this.#file(hash),
      choose: (choice) => this.#put({ type: 'say', id: crypto.randomUUID(), text: choice.title, choice }),
      again: (id) => { this.#thread.again(id); this.#line.flush(); this.#paint(); },
      drop: (id) => { this.#thread.drop(id); this.#paint(); },
    });
  }

  #build() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const { colour, ink, accents, name } = this.#settings;
    for (const [key, value] of Object.entries({ '--colour': colour, '--ink-on': ink, '--accent-light': accents[0], '--accent-dark': accents[1] })) this.style.setProperty(key, value);
    const say = this.#say;
    this.lang = this.options.language;
    const hide = el('button', { type: 'button', 'aria-label': say('close') }, icon('close'));
    hide.onclick = () => this.close();
    this.#title.textContent = name[this.options.language] ?? '';
    this.#panel.setAttribute('aria-labelledby', 'title');
    this.#log.setAttribute('aria-label', this.#title.textContent);
    const choose = el('input', { type: 'file', multiple: true, accept: TAKEN, 'aria-label': say('attach') });
    choose.onchange = () => { this.#take(choose.files); choose.value = ''; };
    this.#text.setAttribute('aria-label', say('label'));
    this.#text.placeholder = say('placeholder');
    this.#text.value = this.#keep.draft;
    this.#go.append(icon('send'));
    this.#go.setAttribute('aria-label', say('send'));
    this.#form.append(el('label', { title: say('attach') }, icon('clip'), choose), this.#text, this.#go);
    this.#panel.append(el('header', {}, el('div', {}, this.#title, this.#sub), hide), this.#lost, this.#log, this.#dots, this.#foot, this.#list, this.#form, this.#under);
    this.#launch.onclick = () => this.open();
    root.append(this.#launch, this.#panel);
    this.#wire();
  }

  #wire() {
    this.#form.onsubmit = (event) => { event.preventDefault(); this.#send(); };
    this.#text.onkeydown = (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    };
    this.#text.oninput = () => this.#typed();
    this.#panel.onkeydown = (event) => { if (event.key === 'Escape') { event.stopPropagation(); this.close(); } };
    this.#text.onpaste = (event) => { if (event.clipboardData?.files.length) { event.preventDefault(); this.#take(event.clipboardData.files); } };
    this.#panel.ondragover = (event) => { event.preventDefault(); this.#panel.classList.add('drop'); };
    this.#panel.ondragleave = () => this.#panel.classList.remove('drop');
    this.#panel.ondrop = (event) => { event.preventDefault(); this.#panel.classList.remove('drop'); this.#take(event.dataTransfer?.files); };
    document.addEventListener('visibilitychange', () => this.#seen());
  }

  #hear(frame: FromServer) {
    const grew = this.#thread.take(frame);
    if (frame.type === 'state') this.#state = frame;
    if (frame.type === 'read') this.#read = Math.max(this.#read, frame.up_to);
    if (frame.type === 'ask_helped') this.#asked = true;
    if (frame.type === 'closed') {
      this.#over = this.#thread.lines.at(-1)?.choice?.id === 'helped:yes' ? 'thanks' : 'closed';
      this.#asked = false;
    }
    if (frame.type === 'typing') this.#theyType(frame.on, frame.name);
    if (frame.type === 'said') {
      // A question of the strategy takes the place of the chat's own.
      if (frame.by === 'customer' || frame.id.startsWith('feedback:')) this.#asked = false;
      if (frame.by !== 'customer') this.#theyType(false);
      if (!/^(helped:yes|closed)$/.test(frame.choice?.id ?? '')) this.#over = '';
    }
    if (frame.type === 'problem' && frame.kind === 'slot') void this.#refresh();
    if (grew || frame.type !== 'typing') this.#paint();
  }

  /** Says something, or keeps it until that can be said. */
  #put(saying: Saying) {
    this.#thread.say(saying);
    this.#line.flush();
    this.#paint();
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #send() {
    const text = this.#text.value.trim();
    const attachments = this.#files.flatMap((file) => (file.kept ? [file.kept] : []));
    if ((!text && !attachments.length) || this.#files.some((file) => !file.kept)) return;
    const reason = this.options.reason || undefined;
    this.#text.value = this.#keep.draft = '';
    this.#files = [];
    this.#typed();
    this.#put({ type: 'say', id: crypto.randomUUID(), text, attachments: attachments.length ? attachments : undefined, reason });
  }

  #typed() {
    const { value } = this.#text;
    this.#keep.draft = value;
    this.#text.style.setProperty('height', 'auto');
    this.#text.style.setProperty('height', `${this.#text.scrollHeight + 2}px`);
    this.#ready();
    const now = Date.now();
    if (value && now - this.#typing > TYPING / 2) {
      this.#typing = now;
      this.#line.sign({ type: 'typing', on: true });
    } else if (!value && this.#typing) {
      this.#typing = 0;
      this.#line.sign({ type: 'typing', on: false });
    }
  }

  #ready() {
    this.#go.disabled = (!this.#text.value.trim() && !this.#files.length) || this.#files.some((file) => !file.kept);
  }

  async #take(files: Iterable<File> | ArrayLike<File> | null | undefined) {
    await Promise.all(Array.from(files ?? []).slice(0, MOST_FILES - this.#files.length).map((file) => this.#upload(file)));
  }

  async #upload(raw: File) {
    const file: File_ = { name: raw.name || 'foto.png', share: 0 };
    this.#files.push(file);
    this.#listFiles();
    try {
      const bytes = await smaller(raw);
      if (bytes.size > this.#settings.largest) throw new Error('413');
      const name = bytes === raw ? file.name : file.name.replace(/\.\w+$/, '') + '.jpg';
      const session = await this.#line.session();
      file.kept = await upload(this.options.host, this.options.account, session, name, bytes, (share) => { file.share = share; this.#listFiles(); });
      this.#bytes.set(file.kept.hash, Promise.resolve(bytes));
    } catch (error) {
      const status = (error as Error).message;
      this.#files = this.#files.filter((other) => other !== file);
      this.#sub.textContent = this.#say(status === '413' ? 'tooLarge' : status === '415' ? 'wrongFile' : 'uploadFailed', { name: file.name });
    }
    this.#listFiles();
  }

  #listFiles() {
    const say = this.#say;
    this.#list.hidden = !this.#files.length;
    this.#list.replaceChildren(...this.#files.map((file) => {
      const remove = el('button', { type: 'button', 'aria-label': say('remove', { name: file.name }) }, icon('close'));
      remove.onclick = () => { this.#files = this.#files.filter((other) => other !== file); this.#listFiles(); };
      const percent = String(Math.round(file.share * 100));
      return el('li', {}, el('span', {}, file.name), !file.kept && el('progress', { max: '100', value: percent, 'aria-label': say('uploading', { name: file.name, percent }) }), remove);
    }));
    this.#ready();
  }

  #file(hash: string): Promise<Blob> {
    const known = this.#bytes.get(hash);
    if (known) return known;
    const found = this.#line.ask(`/chat/attachments/${hash}?account=${encodeURIComponent(this.options.account)}`).then((answer) => {
      if (answer.ok) return answer.blob();
      this.#bytes.delete(hash);
      throw new Error(String(answer.status));
    });
    this.#bytes.set(hash, found);
    return found;
  }

  #theyType(on: boolean, name?: string) {
    clearTimeout(this.#theirs);
    if (on) this.#theirs = setTimeout(() => this.#theyType(false), THEIRS) as unknown as number;
    if (on) this.#dots.replaceChildren(el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i')), this.#say('typing', { name: name ?? this.#say('somebody') }));
    else this.#dots.replaceChildren();
  }

  async #refresh() {
    const answer = await fetch(`${this.options.host}/chat/settings?${this.#which}`).catch(() => null);
    if (answer?.ok) this.#settings = (await answer.json()) as Settings;
    this.#paint();
  }

  /** Tells what is in view, once. */
  #seen() {
    const last = this.#thread.lines.findLast((line) => line.by !== 'customer')?.number ?? 0;
    if (!this.#isOpen || document.hidden || last <= this.#keep.seen) return;
    this.#keep.seen = last;
    this.#line.sign({ type: 'read', up_to: last });
    this.#badge();
  }

  #badge() {
    const count = this.#thread.lines.filter((line) => line.by !== 'customer' && line.number > this.#keep.seen).length;
    this.#launch.replaceChildren(icon('chat'), ...(count ? [el('span', { class: 'count', 'aria-hidden': 'true' }, String(count))] : []));
    this.#launch.setAttribute('aria-label', count ? this.#say('openUnread', { count }) : this.#say('open'));
  }

  #toggle() {
    this.classList.toggle('on', this.#isOpen);
    this.#panel.hidden = !this.#isOpen;
    this.#launch.hidden = this.#isOpen;
    this.#launch.setAttribute('aria-expanded', String(this.#isOpen));
    this.#seen();
  }

  #paint() {
    this.#sub.textContent = this.#status();
    this.#badge();
    if (!this.#isOpen) return;
    const { lines, mine } = this.#thread;
    const refused = mine.findLast((one) => one.saying.type === 'call_back' && one.state === 'refused');
    const isKnown = lines.length > 0 || mine.length > 0;
    const calls = this.#calls || refused !== undefined || (!this.#state.open && !isKnown);
    this.#form.hidden = this.#log.hidden = this.#dots.hidden = calls;
    if (calls) return this.#paintCall(refused);
    this.#paintLog();
    this.#paintFoot();
    this.#ready();
    this.#seen();
  }

  #paintLog() {
    const { lines, mine } = this.#thread;
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
    const wanted: [string, () => HTMLElement | null][] = [];
    let day = '';
    if (!lines.length && !mine.length) wanted.push(['hello', () => el('p', { class: 'hello' }, this.#say('hello'))]);
    lines.forEach((line, at) => {
      const date = new Date(line.at);
      if (date.toDateString() !== day) {
        day = date.toDateString();
        const told = day === new Date().toDateString() ? this.#say('today') : date.toLocaleDateString(this.#locale, { weekday: 'long', day: 'numeric', month: 'long' });
        wanted.push([`day ${day}`, () => el('p', { class: 'day' }, told)]);
      }
      const isLast = at === lines.length - 1;
      const isRead = line.by === 'customer' && line.number <= this.#read;
      wanted.push([`${line.id} ${isRead} ${isLast && !!line.choices?.length}`, () => this.#shown.line(line, isLast, this.#read)]);
    });
    for (const one of mine) wanted.push([`mine ${one.saying.id} ${one.state}`, () => this.#shown.mine(one)]);
    // Only what changed is made anew, so that a screen reader reads what is new and nothing else.
    const there = new Map([...this.#log.children].map((child) => [(child as HTMLElement).dataset['key'], child as HTMLElement]));
    const now: HTMLElement[] = [];
    for (const [key, make] of wanted) {
      const made = there.get(key) ?? make();
      if (!made) continue;
      made.dataset['key'] = key;
      there.delete(key);
      now.push(made);
    }
    there.forEach((gone) => gone.remove());
    now.forEach((element, at) => { if (this.#log.children[at] !== element) this.#log.insertBefore(element, this.#log.children[at] ?? null); });
    if (atEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #paintFoot() {
    const say = this.#say;
    const isAnswered = this.#thread.mine.some((one) => one.saying.type === 'answer' || one.saying.type === 'close');
    const what = this.#over || (this.#asked && !isAnswered ? 'asked' : '');
    if (this.#foot.dataset['what'] !== what) {
      this.#foot.dataset['what'] = what;
      this.#foot.className = what === 'asked' ? 'asked' : 'over';
      this.#foot.hidden = !what;
      this.#foot.setAttribute('role', what === 'asked' ? 'group' : 'status');
      if (what === 'asked') {
        this.#foot.setAttribute('aria-labelledby', 'asked');
        const answer = (word: 'yes' | 'no') => {
          const button = el('button', { type: 'button', class: 'option' }, say(word));
          button.onclick = () => { this.#put({ type: 'answer', id: crypto.randomUUID(), helped: word === 'yes' }); this.#text.focus(); };
          return button;
        };
        this.#foot.replaceChildren(el('p', { id: 'asked', role: 'status' }, say('asked')), el('div', { class: 'options' }, answer('yes'), answer('no')));
      } else {
        this.#foot.removeAttribute('aria-labelledby');
        this.#foot.replaceChildren(what ? say(what as 'thanks' | 'closed') : '');
      }
    }
    const quiet = (word: 'call' | 'end', act: () => void) => {
      const button = el('button', { type: 'button', class: 'quiet' }, say(word));
      button.onclick = act;
      return button;
    };
    const canEnd = this.#thread.lines.length > 0 && !this.#over && !isAnswered;
    const wants = `${canEnd} ${this.#settings.slots.length > 0}`;
    if (this.#under.dataset['key'] === wants) return;
    this.#under.dataset['key'] = wants;
    this.#under.replaceChildren(
      ...(this.#settings.slots.length ? [quiet('call', () => { this.#calls = true; this.#paint(); this.#panel.querySelector('h3')?.focus(); })] : []),
      ...(canEnd ? [quiet('end', () => this.#put({ type: 'close', id: crypto.randomUUID() }))] : []),
    );
  }

  #paintCall(refused: { saying: Saying; problem?: string } | undefined) {
    const key = `${refused?.saying.id} ${this.#settings.slots[0]?.from}`;
    this.#foot.hidden = false;
    this.#under.replaceChildren();
    delete this.#under.dataset['key'];
    if (this.#foot.dataset['what'] === `call ${key}`) return;
    this.#foot.dataset['what'] = `call ${key}`;
    this.#foot.className = 'call';
    this.#foot.removeAttribute('role');
    this.#foot.removeAttribute('aria-labelledby');
    const before = refused?.saying.type === 'call_back' ? refused.saying : {};
    const back = this.#state.open || this.#thread.lines.length ? () => { this.#calls = false; if (refused) this.#thread.drop(refused.saying.id); this.#paint(); this.#text.focus(); } : null;
    const go = (wish: Wish) => {
      if (refused) this.#thread.drop(refused.saying.id);
      this.#calls = false;
      this.#put({ type: 'call_back', id: crypto.randomUUID(), ...wish, reason: this.options.reason || undefined });
      this.#text.focus();
    };
    this.#foot.replaceChildren(callForm(this.#say, this.#locale, this.#settings.slots, before, refused?.problem, go, back));
  }

  #status(): string {
    const say = this.#say;
    const { open, opens, waiting, agent } = this.#state;
    if (!open) return opens ? say('opens', { when: new Date(opens).toLocaleString(this.#locale, { weekday: 'long', hour: '2-digit', minute: '2-digit' }) }) : say('away');
    if (agent) return say('answers', { name: agent });
    if (waiting === 0) return say('waitingNext');
    if (waiting !== undefined) return say(waiting === 1 ? 'waitingOne' : 'waiting', { count: waiting });
    return say('here');
  }
}
