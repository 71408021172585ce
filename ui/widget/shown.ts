// What was said, as it is shown: one element each, made anew only when it changed.
import { between } from './call';
import { el, icon, linked } from './dom';
import type { Attachment, Choice, Line } from './frames';
import { draw } from './photo';
import type { Mine } from './thread';
import type { Say } from './words';

interface Wants {
  say: Say;
  language: string;
  bytes: (hash: string) => Promise<Blob>;
  choose: (choice: Choice) => void;
  again: (id: string) => void;
  drop: (id: string) => void;
}

/** How wide a picture is shown. */
const WIDE = 240;

export class Shown {
  #wants: Wants;

  constructor(wants: Wants) {
    this.#wants = wants;
  }

  /** Something that the server has. */
  line(line: Line, isLast: boolean, read: number): HTMLElement {
    const { say, language } = this.#wants;
    const isMine = line.by === 'customer';
    const who = isMine ? say('you') : (line.name ?? (line.by === 'automatic' ? say('automatic') : say('somebody')));
    const clock = new Date(line.at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
    const state = isMine ? ` · ${say(line.number <= read ? 'stateRead' : 'stateKept')}` : '';
    const called = line.call_back;
    const text = called ? [line.text, say('willCall', { when: between(say, language, called), phone: called.phone })].filter(Boolean).join('\n\n') : line.text;
    return this.#one(isMine, who, text, line.attachments ?? [], el('p', { class: 'meta' }, el('time', { datetime: line.at }, clock), state), isLast && !isMine ? (line.choices ?? []) : []);
  }

  /** Something that it has not shown yet. */
  mine({ saying, state, problem }: Mine): HTMLElement | null {
    const { say, again, drop, language } = this.#wants;
    if (saying.type === 'close' || saying.type === 'answer') return null;
    if (saying.type === 'call_back' && state === 'refused') return null;
    const meta = el('p', { class: state === 'refused' ? 'meta refused' : 'meta' }, say(state === 'refused' ? 'stateRefused' : state === 'kept' ? 'stateKept' : 'stateWaiting'));
    if (state === 'refused') {
      if (problem === 'too_long') meta.append(`. ${say('tooLong')}`);
      for (const [word, act] of [['again', again], ['dropIt', drop]] as const) {
        const button = el('button', { type: 'button' }, say(word));
        button.onclick = () => act(saying.id);
        meta.append(' ', button);
      }
    }
    const text = saying.type === 'call_back' ? say('willCall', { when: between(say, language, saying), phone: saying.phone }) : saying.text;
    return this.#one(true, say('you'), text, (saying.type === 'say' && saying.attachments) || [], meta, []);
  }

  #one(isMine: boolean, who: string, text: string, files: Attachment[], meta: HTMLElement, choices: Choice[]): HTMLElement {
    const { say, choose } = this.#wants;
    const options = choices.map((choice) => {
      const button = el('button', { type: 'button', class: 'option' }, choice.title);
      button.onclick = () => choose(choice);
      return button;
    });
    return el(
      'div',
      { class: isMine ? 'said mine' : 'said' },
      el('span', { class: isMine ? 'hide' : 'who' }, `${who}: `),
      text && el('div', { class: 'bubble' }, ...linked(text, say('newTab'))),
      ...files.map((file) => this.#file(file)),
      options.length > 0 && el('div', { class: 'options' }, ...options),
      meta,
    );
  }

  #file(file: Attachment): HTMLElement {
    const { say, bytes } = this.#wants;
    const isPicture = file.media.startsWith('image/');
    const button = el('button', { type: 'button', class: isPicture ? 'picture' : 'file', 'aria-label': say('download', { name: file.name }) });
    if (isPicture) {
      const canvas = el('canvas', { role: 'img', 'aria-label': say('picture', { name: file.name }), width: '1', height: '1' });
      button.append(canvas);
      void bytes(file.hash)
        .then((found) => draw(found, canvas, WIDE))
        .catch(() => button.replaceChildren(icon('file'), file.name));
    } else {
      button.append(icon('file'), el('span', {}, file.name));
    }
    button.onclick = async () => {
      const address = URL.createObjectURL(await bytes(file.hash));
      el('a', { href: address, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    };
    return button;
  }
}
