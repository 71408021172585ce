// What one may know and change of oneself.
import type { Session } from '../../lib/session.svelte';

export type Me = Session['person'] & {
  /** The app that counts; null when there is none, absent when the server does not tell. */ totp?: { at: string; recovery_left: number } | null;
};
export type Passkey = { id: number; name: string; at: string; used: string | null };
export type Place = { id: number; current: boolean; agent: string; address: string; at: string; seen: string; expires: string };
export type NewApp = { secret: string; uri: string; svg: string };
export type Confirmed = { recovery_codes: string[]; session: Session };

const BROWSERS: [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'], [/curl\//, 'curl']];
const SYSTEMS: [RegExp, string][] = [[/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']];

/** The browser and system that a user agent names. */
export function browser(agent: string): { browser: string; system: string } {
  const named = (list: [RegExp, string][]): string => list.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}
