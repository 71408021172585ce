// Every page, one line each. A page is src/pages/<Name>/Page.svelte; it is loaded when it is opened.
import type { Component } from 'svelte';
import type { Permission } from '../lib/session.svelte';
import type { Word } from '../lib/words.svelte';

export type PageProps = { /** The variable parts of the address. */ params: Record<string, string> };
export type PageEntry = {
  path: string;
  /** Its name in the rail and the command menu. */ title: Word;
  /** Without it the page is not shown. */ may: Permission | null;
  /** A page takes PageProps, or nothing. */ load: () => Promise<{ default: Component<any> }>;
  /** Where it stands in the rail; none: it is reached from another page. */ rail?: 'main' | 'strategy' | 'manage';
  keys?: string;
};

export const PAGES: PageEntry[] = [
  { path: '/inbox', title: 'inbox.title', may: 'conversations.read', load: () => import('./Inbox/Page.svelte'), rail: 'main', keys: 'g g' },
  { path: '/ladder', title: 'ladder.title', may: 'figures.read', load: () => import('./Ladder/Page.svelte'), rail: 'main', keys: 'g l' },
  { path: '/live', title: 'live.title', may: 'events.read', load: () => import('./Live/Page.svelte'), rail: 'main', keys: 'g v' },
  { path: '/customers', title: 'customers.title', may: 'customers.read', load: () => import('./Customers/Page.svelte'), rail: 'main', keys: 'g k' },
  { path: '/customers/:id', title: 'customer.title', may: 'customers.read', load: () => import('./Customer/Page.svelte') },
  { path: '/reasons', title: 'reasons.title', may: 'figures.read', load: () => import('./Reasons/Page.svelte'), rail: 'main', keys: 'g r' },
  { path: '/reasons/:reason', title: 'reason.title', may: 'figures.read', load: () => import('./Reason/Page.svelte') },
  { path: '/service', title: 'service.title', may: 'figures.read', load: () => import('./Service/Page.svelte'), rail: 'main', keys: 'g t' },
  { path: '/effects', title: 'effects.title', may: 'figures.read', load: () => import('./Effects/Page.svelte'), rail: 'main', keys: 'g m' },
  { path: '/feedback', title: 'feedback.title', may: 'figures.read', load: () => import('./Feedback/Page.svelte'), rail: 'main', keys: 'g f' },
  { path: '/events/:position', title: 'event.title', may: 'events.read', load: () => import('./Event/Page.svelte') },
  { path: '/voices', title: 'voices.short', may: 'conversations.read', load: () => import('./Voices/Page.svelte'), rail: 'main', keys: 'g o' },
  { path: '/strategy', title: 'strategy.title', may: 'strategy.read', load: () => import('./Strategy/Page.svelte'), rail: 'strategy', keys: 'g s' },
  { path: '/strategy/drafts/:id', title: 'draft.title', may: 'strategy.read', load: () => import('./Draft/Page.svelte') },
  { path: '/strategy/publications/:number', title: 'publication.title', may: 'strategy.read', load: () => import('./Publication/Page.svelte') },
  { path: '/first-strategy', title: 'firstStrategy.title', may: 'strategy.draft', load: () => import('./FirstStrategy/Page.svelte'), rail: 'strategy', keys: 'g e' },
  { path: '/sources', title: 'sources.title', may: 'sources.read', load: () => import('./Sources/Page.svelte'), rail: 'manage', keys: 'g b' },
  { path: '/sources/:name', title: 'sources.one', may: 'sources.read', load: () => import('./Source/Page.svelte') },
  { path: '/outbox', title: 'outbox.title', may: 'outbox.read', load: () => import('./Outbox/Page.svelte'), rail: 'manage', keys: 'g u' },
  { path: '/settings', title: 'settings.title', may: null, load: () => import('./Settings/Page.svelte'), rail: 'manage', keys: 'g i' },
  { path: '/api-reference', title: 'apiReference.title', may: null, load: () => import('./ApiReference/Page.svelte') },
  { path: '/account', title: 'account.title', may: null, load: () => import('./Account/Page.svelte'), keys: 'g a' },
];

const WORK = '/inbox';
/** Where one begins: the inbox for who answers, else the first page that one may see; who may see none yet has their account to see to. */
export const home = (may: (permission: Permission | null) => boolean): string =>
  may('conversations.answer') ? WORK : (PAGES.find((page) => page.may && may(page.may) && page.path !== WORK)?.path ?? (may('conversations.read') ? WORK : '/account'));
