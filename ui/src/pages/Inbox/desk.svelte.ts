// The desk as it is now: counts, the rows of the view, who looks at what. The server's stream keeps it; what somebody
// does here shows at once, and goes back when the server refuses.
import { untrack } from 'svelte';
import type { AgentStatus, Overview, Present, Row } from '../../lib/desk';
import { ApiProblem } from '../../lib/problem';
import { belongs, merge, type Order, type View } from './order';
import { server } from './server';
import { listen, type Told } from './stream.svelte';

const PART = 200;
const SETTLES = 5000;
const CHECKS = 60_000;

export type Asked = { view: View; order: Order };
export type Desk = ReturnType<typeof desk>;
type Heard = (cases: number[], number: number) => void;

/** Call it while a component is made. */
export function desk(asked: () => Asked) {
  let overview = $state.raw<Overview | null>(null);
  let rows = $state.raw<Row[]>([]);
  let next = $state.raw<string | number | null>(null);
  let begun = $state(false);
  let loading = $state(true);
  let problem = $state.raw<ApiProblem | null>(null);
  let patches = $state.raw<ReadonlyMap<number, Partial<Row>>>(new Map());
  let present = $state.raw<ReadonlyMap<number, Present[]>>(new Map());
  let round = $state(0);
  let stop = new AbortController();
  let reloaded = 0;
  const heard = new Set<Heard>();
  const known = new Map<number, Row>();

  const me = $derived(overview?.me ?? null);
  // While a change is on its way its row shows it, and leaves the view when it leaves it.
  const shown = $derived.by(() => {
    if (!patches.size) return rows;
    const { view } = asked();
    return rows.map(patched).filter((row) => !patches.has(row.id) || belongs(row, view, me?.agent ?? null, Date.now()));
  });

  function patched(row: Row): Row {
    const patch = patches.get(row.id);
    return patch ? { ...row, ...patch } : row;
  }

  function take(changed: Row[]): void {
    for (const row of changed) if (row.revision >= (known.get(row.id)?.revision ?? 0)) known.set(row.id, row);
    const { view, order } = untrack(asked);
    if (begun) rows = merge(rows, changed, (row) => belongs(row, view, me?.agent ?? null, Date.now()), order, next === null);
  }

  async function part(cursor: string | number | null, signal: AbortSignal, earlier: Row[]): Promise<void> {
    loading = true;
    try {
      const { view, order } = untrack(asked);
      const found = await server.rows({ view, order, cursor, limit: PART }, signal);
      if (signal.aborted) return;
      const there = new Set(earlier.map((row) => row.id));
      // What the stream told meanwhile is newer than what was read.
      const fresh = found.cases.filter((row) => !there.has(row.id)).map((row) => ((known.get(row.id)?.revision ?? 0) > row.revision ? known.get(row.id)! : row));
      for (const row of fresh) known.set(row.id, row);
      [rows, next, begun, problem] = [[...earlier, ...fresh.filter((row) => belongs(row, view, me?.agent ?? null, Date.now()) || view === 'mine' || view === 'late')], found.next, true, null];
    } catch (fault) {
      if (signal.aborted) return;
      problem = fault instanceof ApiProblem ? fault : new ApiProblem(-1, String(fault));
    }
    loading = false;
  }

  async function refresh(): Promise<void> {
    try {
      overview = await server.desk();
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      if (!overview) problem = fault;
    }
  }

  /** What came since the last frame, each kind at once. */
  function told(all: Told[]): void {
    const changed: Row[] = [];
    for (const one of all) {
      if (one.kind === 'case') changed.push(one.data);
      else if (one.kind === 'gone') rows = rows.filter((row) => row.id !== one.data.id);
      else if (one.kind === 'counts') overview = { ...one.data, me: one.data.me ?? me, sequence: overview?.sequence ?? 0 };
      else if (one.kind === 'me' && overview?.me) overview = { ...overview, me: { ...overview.me, ...one.data } };
      else if (one.kind === 'presence') present = new Map(present).set(one.data.case, one.data.presence);
      else if (one.kind === 'message') for (const hear of heard) hear(one.data.cases, one.data.number);
      else if (one.kind === 'reload') reload();
    }
    if (changed.length) take(changed);
    const { view } = untrack(asked);
    const late = overview?.views.find((one) => one.id === 'late')?.count;
    // What becomes late by the clock alone, nobody tells.
    if (view === 'late' && begun && next === null && late !== rows.length && Date.now() - reloaded > SETTLES) reload();
  }

  function reload(): void {
    reloaded = Date.now();
    round += 1;
    void refresh();
  }

  $effect(() => {
    void asked().view;
    void asked().order;
    begun = false;
    rows = [];
  });
  $effect(() => {
    void [asked().view, asked().order, round];
    const mine = (stop = new AbortController());
    void untrack(() => part(null, mine.signal, []));
    return () => mine.abort();
  });

  // A line may be dead and not know it: now and then the counts are asked for, and where they differ all is read anew.
  async function check(): Promise<void> {
    const counted = (one: Overview | null): string => JSON.stringify([one?.views, one?.queues.map((queue) => [queue.name, queue.open, queue.waiting])]);
    const was = counted(overview);
    const now = await server.desk().catch(() => null);
    if (!now || document.hidden || counted(now) === was || counted(overview) !== was) return;
    line.again();
    reload();
  }
  $effect(() => {
    const timer = setInterval(() => !document.hidden && void check(), CHECKS);
    return () => clearInterval(timer);
  });

  void refresh();
  const start = $derived(overview !== null && overview.sequence);
  const line = listen(told, () => untrack(() => reload()));
  $effect(() => {
    if (start !== false) untrack(() => line.open(start));
  });
  $effect(() => line.close);

  return {
    get overview(): Overview | null {
      return overview;
    },
    get me() {
      return me;
    },
    get rows(): Row[] {
      return shown;
    },
    get begun(): boolean {
      return begun;
    },
    get loading(): boolean {
      return loading;
    },
    get problem(): ApiProblem | null {
      return problem;
    },
    get more(): boolean {
      return next !== null;
    },
    /** Whether changes come in. */
    get line() {
      return line;
    },
    /** The newest that is known of a case, with what is being done to it. */
    row(id: number): Row | undefined {
      void rows;
      const row = known.get(id);
      return row && patched(row);
    },
    present: (id: number): Present[] | undefined => present.get(id),
    grow(): void {
      if (next !== null && !loading) void part(next, stop.signal, rows);
    },
    async growAll(): Promise<void> {
      while (next !== null && !stop.signal.aborted && !problem) await part(next, stop.signal, rows);
    },
    reload,
    take,
    patch(ids: number[], patch: Partial<Row>): void {
      patches = new Map([...patches, ...ids.map((id) => [id, { ...patches.get(id), ...patch }] as const)]);
    },
    unpatch(ids: number[]): void {
      patches = new Map([...patches].filter(([id]) => !ids.includes(id)));
    },
    /** Is told of each message of any case; until the returned function is called. */
    hear(hear: Heard): () => void {
      heard.add(hear);
      return () => heard.delete(hear);
    },
    async choose(status: AgentStatus): Promise<void> {
      const was = overview;
      if (overview?.me) overview = { ...overview, me: { ...overview.me, status } };
      try {
        await server.status(status);
      } catch (fault) {
        overview = was;
        throw fault;
      }
    },
  };
}
