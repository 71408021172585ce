// What each role may do. The server decides; this is what it decides by.
import type { Permission } from '../../lib/session.svelte';

export const ROLES = ['administrator', 'manager', 'agent', 'analyst', 'integrator'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS: Permission[] = [
  'figures.read', 'events.read', 'customers.read', 'customers.change',
  'conversations.read', 'conversations.answer', 'agents.change', 'feedback.change',
  'strategy.read', 'strategy.draft', 'strategy.publish',
  'sources.read', 'sources.change', 'outbox.read', 'outbox.change', 'watch.read',
  'people.read', 'people.change', 'settings.change', 'audit.read',
];

const NOT_MANAGER: Permission[] = ['people.change', 'settings.change', 'sources.change'];

export const GRANTS: Record<Role, readonly Permission[]> = {
  administrator: PERMISSIONS,
  manager: PERMISSIONS.filter((permission) => !NOT_MANAGER.includes(permission)),
  agent: ['conversations.read', 'conversations.answer', 'customers.read', 'customers.change', 'figures.read', 'events.read', 'strategy.read'],
  analyst: ['conversations.read', 'figures.read', 'events.read', 'customers.read', 'strategy.read', 'strategy.draft', 'watch.read'],
  integrator: ['sources.read', 'sources.change', 'events.read', 'outbox.read', 'outbox.change', 'watch.read', 'strategy.read'],
};

/** A permission's key among the words: `figures_read`. */
export const wordOf = (permission: Permission): string => permission.replace('.', '_');
