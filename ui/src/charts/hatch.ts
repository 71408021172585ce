import { numberOf, type Level } from '../lib/level';

export const hatchId = (id: string, level: Level): string => `${id}-${numberOf(level)}`;
/** A level's colour, full or hatched. */
export const inkOf = (id: string, level: Level, hatched: boolean): string => (hatched ? `url(#${hatchId(id, level)})` : `var(--l${numberOf(level)})`);
