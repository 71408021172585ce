// Keys that somebody chose for themselves, by the keys that we chose; remembered in this browser.

const KEY = 'voorzet.keys';
let own = $state.raw<Record<string, string>>(read());

export const ownKeys = {
  get any(): boolean {
    return Object.keys(own).length > 0;
  },
  changed: (keys: string): boolean => keys in own,
  choose(keys: string, mine: string): void {
    const { [keys]: _, ...rest } = own;
    keep(mine === keys ? rest : { ...rest, [keys]: mine });
  },
  reset: (): void => keep({}),
};

/** Reactive: what is to be pressed for what we call `keys`. */
export const effective = (keys: string): string => own[keys] ?? keys;

function keep(next: Record<string, string>): void {
  own = next;
  if (ownKeys.any) localStorage.setItem(KEY, JSON.stringify(next));
  else localStorage.removeItem(KEY);
}

function read(): Record<string, string> {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    return {};
  }
}

// Another tab of this browser has the same keys.
window.addEventListener('storage', (event) => event.key === KEY && (own = read()));
