// What is done to cases: how it shows at once, what it is called, and how it is undone.
import type { Deed, Row } from '../../lib/desk';
import { ApiProblem } from '../../lib/problem';
import { toast } from '../../lib/toasts.svelte';
import { say, type Word } from '../../lib/words.svelte';
import type { Desk } from './desk.svelte';
import { server, type Done } from './server';
import { whoIs } from './who';

/** How the row looks when it is done; what only the server knows stays. */
export function patchOf(deed: Deed, row: Row, me: { agent: number; name: string } | null, nameOf: (agent: number) => string): Partial<Row> {
  switch (deed.do) {
    case 'claim': return me ? { agent: { id: me.agent, name: me.name }, state: 'assigned' } : {};
    case 'assign': return deed.agent === null ? { agent: null, state: 'waiting' } : { agent: { id: deed.agent, name: nameOf(deed.agent) }, state: 'assigned' };
    case 'view': return { unread: false };
    case 'snooze': return { state: 'snoozed', snoozed_until: deed.until, due: null };
    case 'wake': return { state: row.agent ? 'assigned' : 'waiting', snoozed_until: null };
    case 'transfer': return deed.agent !== undefined ? { agent: { id: deed.agent, name: nameOf(deed.agent) }, state: 'assigned' } : { queue: deed.queue ?? row.queue, agent: null, state: 'waiting' };
    case 'resolve': case 'merge': return { state: 'resolved', due: null, unread: false };
    case 'reopen': return { state: row.agent ? 'assigned' : 'waiting' };
    case 'reason': return { reason: { id: deed.reason, name: {}, proposed: false } };
  }
}

/** What puts it back, one after the other; null where nothing does. */
export function inverse(deed: Deed, row: Row): Deed[] | null {
  const back: Deed[] = row.agent ? [{ do: 'assign', agent: row.agent.id }] : [];
  switch (deed.do) {
    case 'claim': case 'assign': return [{ do: 'assign', agent: row.agent?.id ?? null }];
    case 'snooze': return row.state === 'snoozed' && row.snoozed_until ? [{ do: 'snooze', until: row.snoozed_until }] : [{ do: 'wake' }];
    case 'wake': return row.snoozed_until ? [{ do: 'snooze', until: row.snoozed_until }] : null;
    case 'transfer': return [{ do: 'transfer', queue: row.queue, note: '' }, ...back];
    case 'resolve': return [{ do: 'reopen' }];
    case 'reopen': return [{ do: 'resolve', how: 'no_answer_needed' }];
    case 'reason': return row.reason ? [{ do: 'reason', reason: row.reason.id }] : null;
    case 'view': case 'merge': return null;
  }
}

/** So many the server takes at once. */
const AT_ONCE = 200;
const QUIET: Deed['do'][] = ['view'];

/** Shows it, does it, and says so. Gives what did not go. */
export async function perform(desk: Desk, ids: number[], deed: Deed, nameOf: (agent: number) => string, { undoable = true }: { undoable?: boolean } = {}): Promise<Done[]> {
  const rows = ids.map((id) => desk.row(id)).filter((row) => row !== undefined);
  for (const row of rows) desk.patch([row.id], patchOf(deed, row, desk.me, nameOf));
  const failed: Done[] = [];
  try {
    if (ids.length === 1) desk.take([await server.act(ids[0]!, deed)]);
    else for (let at = 0; at < ids.length; at += AT_ONCE) failed.push(...(await server.bulk(ids.slice(at, at + AT_ONCE), deed)).done.filter((one) => one.problem));
  } catch (fault) {
    desk.unpatch(ids);
    if (!(fault instanceof ApiProblem)) throw fault;
    const again = fault.unreachable || fault.status >= 500;
    if (!QUIET.includes(deed.do)) toast(refusal(fault), { tone: 'problem', ...(again ? { undo: () => void perform(desk, ids, deed, nameOf), label: say('problem.retry') } : {}) });
    return ids.map((id) => ({ case: id, problem: { title: refusal(fault) } }));
  }
  // A row that the stream has not told yet goes on showing what was done.
  desk.unpatch(ids.length === 1 ? ids : failed.map((one) => one.case));
  if (ids.length > 1) setTimeout(() => desk.unpatch(ids), 4000);
  if (QUIET.includes(deed.do)) return failed;
  const went = rows.filter((row) => !failed.some((one) => one.case === row.id));
  const undos = undoable ? went.map((row) => ({ id: row.id, deeds: inverse(deed, row) })) : [];
  const able = undos.length > 0 && undos.every((one) => one.deeds !== null);
  if (went.length) toast(say(`inbox.did_${deed.do}` as Word, { count: went.length, who: went.length === 1 ? whoIs(went[0]!) : '' }), able ? { undo: async () => { for (const { id, deeds } of undos) for (const one of deeds!) await perform(desk, [id], one, nameOf, { undoable: false }); } } : {});
  return failed;
}

/** Why the server did not do it, in our words. */
export function refusal(fault: ApiProblem): string {
  if (fault.unreachable) return say('problem.unreachable');
  const agent = fault.body['agent'] as { name?: string } | string | undefined;
  if (fault.kind === 'taken') return say('inbox.taken', { who: (typeof agent === 'object' ? agent.name : '') || say('inbox.somebody') });
  if (fault.kind === 'past') return say('inbox.past');
  if (fault.status === 403) return say('problem.forbidden');
  return fault.detail ?? (fault.status >= 500 ? say('problem.server') : fault.title);
}
