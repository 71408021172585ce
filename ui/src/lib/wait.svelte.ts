// Until when something may not be tried again, counted down.

export function wait() {
  let until = $state(0);
  let now = $state(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;

  $effect(() => () => clearInterval(timer));

  return {
    /** How many seconds are left; 0 when it may be tried. */
    get left(): number {
      return Math.max(0, Math.ceil((until - now) / 1000));
    },
    get until(): Date {
      return new Date(until);
    },
    for(seconds: number): void {
      now = Date.now();
      until = now + seconds * 1000;
      clearInterval(timer);
      timer = setInterval(() => {
        now = Date.now();
        if (now >= until) clearInterval(timer);
      }, 1000);
    },
  };
}
