// Light, dark, or what the system says; remembered in this browser.

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'voorzet.theme';
let chosen = $state<Theme>('system');

export const theme = {
  get chosen(): Theme {
    return chosen;
  },
  choose(next: Theme): void {
    chosen = next;
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
    show();
  },
};

export function beginTheme(): void {
  const kept = localStorage.getItem(KEY);
  chosen = kept === 'light' || kept === 'dark' ? kept : 'system';
  show();
}

function show(): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
