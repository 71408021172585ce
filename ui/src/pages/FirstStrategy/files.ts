// The proposal's files with what was changed on screen. What was not changed stays as it was written.
import { quote, set } from '../Draft/toml';
import type { Files } from '../Strategy/difference';
import { BEGIN, type Begin, type Edit, type Quadrant, type Reason } from './shapes';

/** A place in each quadrant. */
const PLACES: Record<Quadrant, [customer: string, company: string]> = { eliminate: ['-0.6', '-0.6'], automate: ['0.4', '-0.6'], simplify: ['-0.6', '0.4'], leverage: ['0.6', '0.6'], undecided: ['0.0', '0.0'] };
/** What a level needs that an export cannot give, as the server writes it. */
const ADVICE: Record<Begin, string> = {
  prevent: 'Find the cause: a [[signal]] on the event that\n# goes before the contact, and a [prevent] step with a webhook to the system that can repair it.',
  proactive: 'A [[signal]] on the event that goes before the\n# contact, and a [proactive] step with a message in time.',
  self_service: 'Write answers/<name>.<language>.md, and put\n# "self_service:<name>" first among the offers.',
  digital: 'A person, by chat, mail or social media.',
  personal: 'A person, by phone or in person.',
};
const MAP = 'maps/helpdesk.toml';

export function edited(files: Files, reasons: Reason[], edits: Record<string, Edit>): Files {
  const all = { ...files };
  for (const reason of reasons) {
    const edit = edits[reason.id];
    const path = `reasons/${reason.id}.toml`;
    const text = all[path];
    if (!edit || text === undefined) continue;
    if (edit.out) {
      delete all[path];
      // What was of it becomes `other`, as the map says of all it does not name.
      if (all[MAP]) all[MAP] = all[MAP].split('\n').filter((line) => !line.endsWith(` = ${quote(reason.id)}`)).join('\n');
    } else all[path] = changed(text, reason, edit);
  }
  return all;
}

function changed(text: string, reason: Reason, edit: Edit): string {
  let next = text;
  if (edit.name.trim() && edit.name !== reason.name) next = set(next, ['name'], quote(edit.name.trim()));
  if (edit.quadrant !== reason.quadrant) {
    const [customer, company] = PLACES[edit.quadrant];
    next = set(set(next, ['value', 'customer'], customer), ['value', 'company'], company);
  }
  if (edit.level !== reason.level) {
    const begin = `# Begin at level ${BEGIN.indexOf(edit.level) + 1} (${edit.level}). ${ADVICE[edit.level]}\n`;
    next = next.replace(/^# Begin at level .*\n(#.*\n)*/m, () => begin);
    next = next.replace(/^offer = \["(?:digital|personal):([\w-]+)", "(?:digital|personal):\1"\]$/m, (_, queue: string) => {
      const order = edit.level === 'personal' ? ['personal', 'digital'] : ['digital', 'personal'];
      return `offer = ["${order[0]}:${queue}", "${order[1]}:${queue}"]`;
    });
  }
  return next;
}
