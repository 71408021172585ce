// The customers that were looked at in this session of the browser, the last one first.

export type Seen = { id: number; label: string; name: string | null };

const KEY = 'voorzet.recentCustomers';
const MOST = 12;
let seen = $state.raw<Seen[]>(read());

export const recent = {
  get customers(): Seen[] {
    return seen;
  },
  add(one: Seen): void {
    seen = [one, ...seen.filter((other) => other.id !== one.id)].slice(0, MOST);
    sessionStorage.setItem(KEY, JSON.stringify(seen));
  },
  forget(): void {
    seen = [];
    sessionStorage.removeItem(KEY);
  },
};

function read(): Seen[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Seen[];
  } catch {
    return [];
  }
}
