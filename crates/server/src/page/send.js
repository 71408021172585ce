// How to send an event of one's own, with curl.

import { el } from './element.js';
import { say } from './words.js';

/** The command, in lines that fit. */
function command() {
  const calls = [
    '{"type":"identify","userId":"sam","traits":{"name":"Sam","email":"sam@example.com"}}',
    '{"type":"track","userId":"sam","event":"payment.failed",',
    ' "properties":{"about":"order","reference":"order-1","amount":49.95}}',
  ];
  return `curl ${location.origin}${location.pathname.replace(/[^/]*$/, '')}v1/batch -u ${say('key')}: -d '{"batch":[\n${calls[0]},\n${calls[1]}\n${calls[2]}]}'`;
}

/** What there is to say about it. */
export function lesson() {
  const text = command();
  const copy = el('button', { class: 'plain', type: 'button' }, say('copy'));
  copy.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text);
    copy.textContent = say('copied');
  });
  return [
    el('p', {}, say('sendText')),
    el('pre', { tabindex: '0' }, text),
    el('p', { class: 'beneath' }, copy),
    el('p', { class: 'caption' }, `${say('keyNote')} `, el('code', {}, 'voorzet source add NAME'), '.'),
  ];
}
