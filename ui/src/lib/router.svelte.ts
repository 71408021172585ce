// Addresses without a hash. A page is found by its path; what it shows (period, filters) is in the query, so that
// an address can be sent to somebody else.

export type Query = Record<string, string | number | boolean | null | undefined>;

let address = $state.raw(new URL(location.href));
/** Derived, so that a page is not made again when only its query changes. */
const path = $derived(address.pathname.length > 1 ? address.pathname.replace(/\/+$/, '') : '/');
/** Counts navigations to another path: focus moves with it. */
let visits = $state(0);
/** What may hold somebody back who leaves: unsaved work. */
const guards = new Set<(next: URL) => boolean>();

export const route = {
  get path(): string {
    return path;
  },
  get query(): URLSearchParams {
    return address.searchParams;
  },
  get visits(): number {
    return visits;
  },
};

/** An address: `to('/customers/:id', { id, period: '7d' })`. What is no part of the path goes to the query. */
export function to(path: string, values: Query = {}): string {
  const rest = { ...values };
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value ?? ''));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (said(value)) query.set(name, String(value));
  const text = query.toString();
  return text ? `${filled}?${text}` : filled;
}

export function go(target: string, { replace = false }: { replace?: boolean } = {}): void {
  const next = new URL(target, location.origin);
  const moves = next.pathname !== address.pathname;
  if (moves && [...guards].some((stay) => stay(next))) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  address = next;
  if (moves) {
    visits += 1;
    window.scrollTo(0, 0);
  }
}

/** Changes some of what the address says about this page; null takes one out. */
export function setQuery(changes: Query, { replace = true }: { replace?: boolean } = {}): void {
  const next = new URL(address);
  for (const [name, value] of Object.entries(changes)) {
    if (said(value)) next.searchParams.set(name, String(value));
    else next.searchParams.delete(name);
  }
  if (next.href !== address.href) go(next.href, { replace });
}

/** Holds back who leaves while `stay` says so. Returns what lifts it. */
export function guard(stay: (next: URL) => boolean): () => void {
  guards.add(stay);
  return () => guards.delete(stay);
}

/** What a path's variable parts are, or null when it is another path. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) {
      try {
        values[part.slice(1)] = decodeURIComponent(given[index]!);
      } catch {
        return null;
      }
    } else if (part !== given[index]) return null;
  }
  return values;
}

/** Links within the workspace do not load it again. */
export function listen(): () => void {
  const popped = () => {
    const moves = location.pathname !== address.pathname;
    address = new URL(location.href);
    if (moves) visits += 1;
  };
  const clicked = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest('a');
    if (!link?.href || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.href);
  };
  window.addEventListener('popstate', popped);
  document.addEventListener('click', clicked);
  return () => {
    window.removeEventListener('popstate', popped);
    document.removeEventListener('click', clicked);
  };
}

const said = (value: Query[string]): boolean => value !== null && value !== undefined && value !== '' && value !== false;
