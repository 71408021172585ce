// The ladder's levels. Their names are the field's; code and address use the names, people see number and word.

export const LEVELS = ['prevent', 'proactive', 'self_service', 'digital', 'personal', 'webcare'] as const;
export type Level = (typeof LEVELS)[number];

/** 1 to 5, and 0 for the net. */
export const numberOf = (level: Level): number => (level === 'webcare' ? 0 : LEVELS.indexOf(level) + 1);
export const levelOf = (given: string | number): Level | null => (typeof given === 'number' ? (given === 0 ? 'webcare' : (LEVELS[given - 1] ?? null)) : (LEVELS.find((level) => level === given) ?? null));
/** What stands in the square. */
export const signOf = (level: Level): string => (level === 'webcare' ? '○' : String(numberOf(level)));
