// One clock for everything in view that counts seconds.
import { createSubscriber } from 'svelte/reactivity';

const tick = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Reactive: now, again each second. */
export function beat(): number {
  tick();
  return Date.now();
}
