// Two customers seen as one, and not any more. Both take effect with the server's next turn: done is when it shows.
import { api, ask, type Schema } from '../../lib/api';

const TRIES = 20;
const PAUSE = 150;

/** Gives the link that was made, to undo it by. */
export async function link(keep: number, other: number, note: string): Promise<Schema['ShownLink'] | null> {
  await ask(api.POST('/api/customers/{id}/links', { params: { path: { id: keep } }, body: { other, note } }));
  return until(keep, (profile) => (profile.originals.includes(other) ? (newest(profile.links.filter((one) => !one.undone_at)) ?? null) : null));
}

export async function part(link: Schema['ShownLink']): Promise<void> {
  await ask(api.DELETE('/api/links/{number}', { params: { path: { number: link.number } } }));
  await until(link.keep, (profile) => !profile.links.some((one) => one.number === link.number && !one.undone_at) || null);
}

async function until<T>(id: number, shows: (profile: Schema['Profile']) => T | null): Promise<T | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = shows(await ask(api.GET('/api/customers/{id}', { params: { path: { id } } })));
    if (seen !== null) return seen;
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  return null;
}

const newest = (links: Schema['ShownLink'][]): Schema['ShownLink'] | undefined => links.toSorted((left, right) => right.number - left.number)[0];
