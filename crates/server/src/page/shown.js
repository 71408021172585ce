// An entry of the log → how it is shown: its sign, its sentence, whom it is about, and under which filter it is.

import { barrier, number, say, span } from './words.js';

const LEVELS = { prevent: 1, proactive: 2, self_service: 3, digital: 4, personal: 5, webcare: 0 };

const names = new Map();
/** Learns what reasons are called: [{ reason, name: { nl, en } }]; tells whether that was news. */
export function learnNames(reasons) {
  const told = JSON.stringify([...names]);
  for (const { reason, name } of reasons) names.set(reason, name);
  return JSON.stringify([...names]) !== told;
}
/** What a reason is called in a language. */
export const reasonName = (reason, language) => names.get(reason)?.[language] ?? names.get(reason)?.en ?? reason ?? '';

/** The level that a word names: 1 to 5, 0 for the net, none for no level. */
export const levelOf = (word) => LEVELS[word];

/** What is done by it, in words. */
export function means(level, by) {
  if (level === 'prevent') return say('meansPrevent', by);
  if (level === 'proactive') return say('meansProactive', by);
  return say('meansOffer', by);
}

/** Whether an entry is our own. */
export const isOwn = (entry) => entry.source === 'voorzet';

/** How an entry is shown: { kind, level or icon, text, who }. */
export function shown(entry) {
  const data = entry.data ?? {};
  const language = document.documentElement.lang;
  const reason = reasonName(data.reason, language);
  const who = data.customer ?? (entry.about == null ? '' : `#${entry.about}`);
  if (!isOwn(entry)) {
    const whose = entry.customer?.[0] ?? entry.asset ?? '';
    const more = entry.type === 'page' || entry.type === 'screen' ? data.name : entry.type === 'contact.received' ? reason : '';
    return { kind: 'events', icon: entry.type === 'contact.received' ? 'contact' : 'event', text: entry.type, more, code: true, who: whose };
  }
  switch (entry.type) {
    case 'decision.made': return decision(data, reason, who);
    case 'contact.counted': {
      const text = data.lead_seconds == null ? say('rowContact', reason, data.channel) : say('rowContactExpected', reason, data.channel, span(data.lead_seconds));
      return { kind: 'contacts', icon: 'contact', text, who };
    }
    case 'expectation.opened': return { kind: 'own', icon: 'expect', text: say('rowOpened', reason), who };
    case 'expectation.settled': {
      const ends = { met: 'rowMet', too_late: 'rowTooLate', missed: 'rowMissed', lapsed: 'rowLapsed' };
      return { kind: 'own', icon: 'settled', text: say(ends[data.end] ?? 'rowLapsed', reason), who };
    }
    case 'holdout.assigned': return { kind: 'own', icon: 'none', text: say(data.arm === 'held_out' ? 'rowHeldOutArm' : 'rowTreated', reason), who };
    case 'customer.identified': return { kind: 'own', icon: 'person', text: say('rowIdentified'), who };
    case 'rates.learned': return { kind: 'own', icon: 'system', text: say('rowRates'), who };
    case 'strategy.published': return { kind: 'own', icon: 'system', text: say('rowPublished', data.number), who };
    case 'event.quarantined': return { kind: 'own', icon: 'trouble', text: say('rowQuarantined', data.problem ?? ''), who };
    case 'round.begun': return { kind: 'own', icon: 'system', text: say('rowRoundBegun', number(data.customers)), who };
    case 'round.ended': return { kind: 'own', icon: 'system', text: say('rowRoundEnded', number(data.customers)), who };
    default: return entry.type.startsWith('delivery.') ? delivery(entry.type.slice(9), data, reason, who) : { kind: 'own', icon: 'system', text: entry.type, code: true, who };
  }
}

function decision(data, reason, who) {
  const { action } = data;
  const level = action ? levelOf(action.level) : undefined;
  const what = action ? means(action.level, action.by) : '';
  const made = { kind: 'decisions', who, level, icon: 'none' };
  switch (data.decision) {
    case 'act': return { ...made, strong: true, text: say('rowAct', reason, what) };
    case 'held_out': return { ...made, hollow: true, text: say('rowHeldOut', reason, what) };
    case 'deferred': return { ...made, icon: 'expect', text: say('rowDeferred', reason, barrier(data.by)) };
    case 'refused': return { ...made, text: say('rowRefused', reason, barrier(data.by)) };
    default: return { ...made, text: say('rowNothing', reason) };
  }
}

function delivery(state, data, reason, who) {
  const rows = { planned: 'rowPlanned', sent: 'rowSent', delivered: 'rowDelivered', failed: 'rowFailed', unsure: 'rowUnsure', cancelled: 'rowCancelled' };
  const what = [data.route, reason].filter(Boolean).join(', ');
  const trouble = state === 'failed' || state === 'unsure';
  return { kind: 'deliveries', icon: trouble ? 'trouble' : 'send', text: say(rows[state] ?? state, what), who };
}

/** Whether an entry fits a filter: a kind, and text that stands in its type, its sentence or its customer. */
export function fits(entry, look, filter) {
  if (filter.kind !== 'all' && look.kind !== filter.kind) return false;
  if (!filter.text) return true;
  entry.hay ??= `${entry.type} ${look.text} ${look.more ?? ''} ${look.who} ${entry.source} ${entry.asset ?? ''} ${entry.data?.reason ?? ''}`.toLowerCase();
  return filter.text.split(/\s+/).every((word) => entry.hay.includes(word));
}
