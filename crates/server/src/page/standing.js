// How the system is: a quiet line at the foot of the page, and words when the line is lost.

import { el } from './element.js';
import { clock, number, say } from './words.js';

const at = (id) => document.getElementById(id);
let status = null;
let line = { state: 'connecting', since: null };

/** Asks how the system is. */
export async function refresh() {
  try {
    const answer = await fetch('api/status');
    if (answer.ok) status = await answer.json();
  } catch {
    // The stream says so already.
  }
  retell();
  return status;
}

/** How the line to the server is. */
export function tell(state, since) {
  line = { state, since };
  retell();
}

/** Says everything again. */
export function retell() {
  const lost = line.state === 'lost' || (line.state === 'connecting' && line.since);
  at('lost').hidden = !lost;
  if (lost) at('lost').firstElementChild.textContent = say('lost', clock(line.since));
  const words = { connected: 'connected', connecting: line.since ? 'disconnected' : 'connecting', lost: 'disconnected' };
  const parts = [el('span', { class: `line ${lost ? 'gone' : line.state}`, role: 'status' }, say(words[line.state]))];
  if (status) parts.push(...told(status));
  at('foot').replaceChildren(...parts);
}

function told({ last, behind, reaching, loading, disk_refuses: refuses, quarantined, outbox = {}, version }) {
  const part = (text, weight) => el('span', { class: weight }, text);
  const sends = ['planned', 'sending', 'unsure', 'failed'].filter((state) => outbox[state]);
  const told = sends.map((state) => part(say(state, number(outbox[state])), state === 'unsure' ? 'trouble' : null));
  return [
    refuses ? part(say('diskRefuses'), 'trouble') : null,
    loading ? part(say('isLoading')) : null,
    part(say('entries', number(last))),
    part(behind ? say('behind', number(behind)) : say('upToDate'), behind > 10000 ? 'trouble' : null),
    reaching ? part(say('reaching', number(reaching))) : null,
    el('span', {}, say('outbox'), ' ', ...(told.length ? told.flatMap((one, place) => (place ? [', ', one] : [one])) : [say('outboxEmpty')])),
    part(say('quarantined', number(quarantined)), quarantined > 0 ? 'notice' : null),
    el('span', { class: 'space' }),
    el('span', {}, `Voorzet ${version}`),
  ].filter(Boolean);
}
