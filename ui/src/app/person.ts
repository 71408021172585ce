// What the signed-in person can choose, in the rail's menu and behind "more".
import type { ComponentProps } from 'svelte';
import { call } from '../lib/api';
import { session } from '../lib/session.svelte';
import { theme, type Theme } from '../lib/theme.svelte';
import { chooseLanguage, language, say, type Language } from '../lib/words.svelte';
import type Menu from '../parts/Menu.svelte';

type Items = ComponentProps<typeof Menu>['items'];

const LANGUAGES: { code: Language; name: string }[] = [{ code: 'nl', name: 'Nederlands' }, { code: 'en', name: 'English' }];
const THEMES: Theme[] = ['system', 'light', 'dark'];

/** Reactive: call it where it is drawn. */
export function personItems(keys: () => void): Items {
  const signedIn = session.person !== null;
  return [
    ...LANGUAGES.map(({ code, name }) => ({ label: name, chosen: language() === code, run: () => void speak(code), group: say('shell.language') })),
    ...THEMES.map((name) => ({ label: say(`shell.theme_${name}`), chosen: theme.chosen === name, run: () => theme.choose(name), group: say('shell.theme') })),
    { label: say('shell.keys'), keys: '?', run: keys, group: say('shell.you') },
    { label: say('apiReference.title'), href: '/api-reference', group: say('shell.you') },
    ...(signedIn ? [{ label: say('shell.account'), href: '/account', group: say('shell.you') }, { label: say('shell.signOut'), run: () => void session.signOut(), group: say('shell.you') }] : []),
  ];
}

async function speak(code: Language): Promise<void> {
  await chooseLanguage(code);
  if (session.person) await call('PATCH', '/api/me', { body: { language: code } });
}
