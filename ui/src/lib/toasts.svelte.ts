// Short notices of what happened, with a way back where there is one.

export type Toast = { id: number; text: string; tone: 'plain' | 'problem'; undo?: () => void | Promise<void>; label?: string; /** Milliseconds. */ stays?: number };

const STAYS = 6000;
let shown = $state.raw<Toast[]>([]);
let last = 0;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

export const toasts = {
  get all(): Toast[] {
    return shown;
  },
  dismiss(id: number): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
    shown = shown.filter((toast) => toast.id !== id);
  },
  /** Who reads it keeps it. */
  hold(id: number): void {
    clearTimeout(timers.get(id));
  },
  release(id: number): void {
    const stays = shown.find((toast) => toast.id === id)?.stays ?? STAYS;
    timers.set(id, setTimeout(() => toasts.dismiss(id), stays));
  },
};

/** Says that something was done; `undo` puts it back. Problems stay until they are dismissed. Returns what to dismiss. */
export function toast(text: string, options: { tone?: Toast['tone']; undo?: Toast['undo']; label?: string; stays?: number } = {}): number {
  const id = (last += 1);
  const made: Toast = { id, text, tone: options.tone ?? 'plain' };
  if (options.undo) made.undo = options.undo;
  if (options.label) made.label = options.label;
  if (options.stays) made.stays = options.stays;
  shown = [...shown, made].slice(-4);
  if (made.tone !== 'problem') toasts.release(id);
  return id;
}
