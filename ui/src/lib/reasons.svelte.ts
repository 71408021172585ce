// What the strategy calls its reasons. Asked for once, by whoever shows the first.
import { call } from './api';
import { session } from './session.svelte';
import { named } from './words.svelte';

type Named = { reason: string; name: Record<string, string> };
let all = $state.raw<Map<string, Named>>(new Map());
let asked = false;

export function reasonName(reason: string): string {
  ask();
  return named(all.get(reason)?.name, reason);
}

/** Every reason, to choose from. */
export function reasonOptions(): { value: string; label: string }[] {
  ask();
  return [...all.keys()].map((reason) => ({ value: reason, label: reasonName(reason) })).toSorted((left, right) => left.label.localeCompare(right.label));
}

function ask(): void {
  if (asked || !session.may('figures.read')) return;
  asked = true;
  call<{ reasons: Named[] }>('GET', '/api/reasons').then(
    ({ reasons }) => (all = new Map(reasons.map((one) => [one.reason, one]))),
    // Their codes can be read too; whoever comes next asks again.
    () => (asked = false),
  );
}
