// Nobody is there, or the visitor would rather be called: a form with the times in which somebody calls.
import { el } from './dom';
import type { Slot } from './frames';
import type { Say } from './words';

export interface Wish extends Slot {
  phone: string;
  name?: string;
  text: string;
}

/** A time as people say it. */
export function between(say: Say, language: string, { from, until }: Slot): string {
  const [start, end] = [new Date(from), new Date(until)];
  const clock = (at: Date) => at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  const day = start.toDateString() === new Date().toDateString() ? say('today').toLowerCase() : start.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' });
  return say('between', { day, from: clock(start), until: clock(end) });
}

/** The same, as short as fits a list. */
function short(language: string, { from, until }: Slot): string {
  const [start, end] = [new Date(from), new Date(until)];
  const clock = (at: Date) => at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return `${start.toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'short' })} ${clock(start)}–${clock(end)}`;
}

/** The form. `problem` is why the wish before was refused. */
export function callForm(say: Say, language: string, slots: Slot[], before: Partial<Wish>, problem: string | undefined, go: (wish: Wish) => void, back: (() => void) | null): HTMLFormElement {
  const wrong = problem === 'phone' ? say('phoneWrong') : problem ? say('slotWrong') : '';
  const options = slots.map((slot, at) => el('option', { value: String(at), selected: slot.from === before.from }, short(language, slot)));
  const name = el('input', { name: 'name', autocomplete: 'name', maxlength: '120', value: before.name ?? '' });
  const phone = el('input', { name: 'phone', type: 'tel', autocomplete: 'tel', required: true, maxlength: '40', value: before.phone ?? '', 'aria-invalid': problem === 'phone' ? 'true' : null, 'aria-describedby': wrong ? 'wrong' : null });
  const slot = el('select', { name: 'slot', required: true }, ...options);
  const text = el('textarea', { name: 'text', rows: '3', maxlength: '2000' });
  text.value = before.text ?? '';
  const form = el(
    'form',
    { class: 'call' },
    el('h3', { tabindex: '-1' }, say('callTitle')),
    el('label', {}, say('phone'), phone),
    wrong && el('p', { id: 'wrong', class: 'wrong', role: 'alert' }, wrong),
    el('label', {}, say('slot'), slot),
    el('label', {}, say('name'), name),
    el('label', {}, say('about'), text),
    el('button', { class: 'go' }, say('callGo')),
  );
  if (back) {
    const button = el('button', { type: 'button', class: 'quiet' }, say('callBack'));
    button.onclick = back;
    form.append(button);
  }
  form.onsubmit = (event) => {
    event.preventDefault();
    const chosen = slots[Number(slot.value)];
    if (!chosen) return;
    go({ ...chosen, phone: phone.value.trim(), name: name.value.trim() || undefined, text: text.value.trim() });
  };
  return form;
}
