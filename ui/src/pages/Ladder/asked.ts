// What opens when a band, an end of bands or a figure of the ladder is asked why.
import type { Question } from '../../lib/evidence';
import type { Level } from '../../lib/level';
import { inWords, type Scope } from '../../lib/scope';
import { say } from '../../lib/words.svelte';
import { TAIL, type Flow } from './flow';

export type Names = { of: (reason: string) => string; /** What the tail is made of, the most first. */ tail: string[] };

/** Where a contact came, or did not come after something was done. */
export function askBand(band: { reason: string; level: Level; hatched: boolean }, flows: Flow[], names: Names, scope: Scope): Question {
  const figure = band.hatched ? ('not_came' as const) : ('contacts' as const);
  const reasons = band.reason === TAIL ? names.tail : [band.reason];
  const parts = reasons
    .filter((reason) => flows.some((flow) => flow.reason === reason && flow.level === band.level && (band.hatched ? flow.not_came : flow.came) > 0))
    .map((reason) => ({ label: names.of(reason), of: { ...scope, figure, reason, level: band.level, exact: true } }));
  return { name: `${names.of(band.reason)} → ${say(`level.${band.level}`)}`, definition: band.hatched ? say('ladder.whyNotCame') : say('ladder.whyCame'), filter: inWords(scope, names.of), parts };
}

export function askLevel(level: Level, counts: { came: number; notCame: number }, scope: Scope, names: Names): Question {
  return {
    name: say(`level.${level}`),
    definition: `${say('ladder.whyCame')} ${say('ladder.whyNotCame')}`,
    filter: inWords(scope, names.of),
    parts: [
      ...(counts.came ? [{ label: say('ladder.came'), of: { ...scope, figure: 'contacts' as const, level } }] : []),
      ...(counts.notCame ? [{ label: say('ladder.notCame'), of: { ...scope, figure: 'not_came' as const, level } }] : []),
    ],
  };
}
