// What a page puts into the rail, and whether the sides of the page are folded away.
import type { Snippet } from 'svelte';

type Parts = { /** Under the page's own link. */ under: Snippet; /** Above the search. */ foot: Snippet };

let shown = $state.raw<Parts | null>(null);
let folded = $state(false);

export const side = {
  get parts(): Parts | null {
    return shown;
  },
  get folded(): boolean {
    return folded;
  },
  fold(away: boolean): void {
    folded = away;
  },
};

/** Until the returned function is called: `$effect(() => inRail({ under, foot }))`. */
export function inRail(parts: Parts): () => void {
  shown = parts;
  return () => {
    if (shown === parts) [shown, folded] = [null, false];
  };
}
