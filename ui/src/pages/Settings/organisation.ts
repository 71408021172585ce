// The organisation's settings, which the server takes as a whole.
import { call } from '../../lib/api';
import type { Settings } from './settings';

export const fetchSettings = (signal?: AbortSignal): Promise<Settings> => call<Settings>('GET', '/api/settings', signal ? { signal } : {});

/** Puts a change over what holds now, so that what somebody else changed on another view stays. */
export async function change(by: (now: Settings) => Settings): Promise<Settings> {
  const { sign_in, ...rest } = by(await fetchSettings());
  const sso = sign_in.sso.map(({ secret_set: _, ...provider }) => provider);
  return call<Settings>('PUT', '/api/settings', { body: { ...rest, sign_in: { ...sign_in, sso } } });
}
