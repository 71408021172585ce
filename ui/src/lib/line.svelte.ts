// Whether the server can be reached. What asks it says so here; while it is away it is tried now and then.

const EVERY = 5000;
let away = $state(false);
let since = $state<Date | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export const line = {
  get away(): boolean {
    return away;
  },
  get since(): Date | null {
    return since;
  },
  /** An answer came, or none did. */
  heard(answered: boolean): void {
    if (answered === !away) return;
    away = !answered;
    since = away ? new Date() : null;
    clearTimeout(timer);
    if (away) timer = setTimeout(line.retry, EVERY);
  },
  async retry(): Promise<void> {
    clearTimeout(timer);
    const answered = await fetch('/api/sign-in', { cache: 'no-store' }).then((answer) => answer.status !== 502 && answer.status !== 504, () => false);
    if (answered) line.heard(true);
    else if (away) timer = setTimeout(line.retry, EVERY);
  },
};

window.addEventListener('offline', () => line.heard(false));
window.addEventListener('online', () => void line.retry());
