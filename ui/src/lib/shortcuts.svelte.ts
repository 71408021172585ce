// Keys, registered by who acts on them and shown in the `?` dialog and the command menu. Two keys after one another
// are written with a space: `g l`. `mod` is Ctrl, or Cmd on a Mac. Whoever wants other keys has them by ownKeys.
import { untrack } from 'svelte';
import { effective } from './ownKeys.svelte';

export type Command = { /** None: only in the command menu. */ keys?: string; label: () => string; group: () => string; run: () => void; /** Works while typing too. */ always?: boolean; /** Not in the command menu: moves within what is in view. */ quiet?: boolean };

const BETWEEN = 1200;
let commands = $state.raw<Command[]>([]);
let begun = '';
let begunAt = 0;

export const shortcuts = {
  get all(): Command[] {
    return commands;
  },
};

/** Registers until the returned function is called: `$effect(() => register([...]))`. */
export function register(added: Command[]): () => void {
  commands = [...untracked(), ...added];
  return () => {
    commands = untracked().filter((command) => !added.includes(command));
  };
}

// An effect that registers must not run again because somebody else did.
const untracked = (): Command[] => untrack(() => commands);

export function listenToKeys(): () => void {
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as they are printed on a keyboard: `Ctrl K`, `G L`. */
export const printed = (keys: string): string =>
  effective(keys).split(' ').map((key) => key.replace('mod+', isMac ? '⌘ ' : 'Ctrl ').replace('enter', '↵').replace('escape', 'Esc').replace(/[a-z]$/, (letter) => (key.length === 1 || key.includes('+') ? letter.toUpperCase() : letter))).join(' ');

/** What was pressed, as keys are written here; nothing for a key that does not count. */
export function keyOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  if (event.isComposing || event.altKey || ((event.ctrlKey || event.metaKey) && !mod) || /^(Shift|Control|Meta|Alt|Dead|Unidentified)/.test(event.key)) return '';
  return (mod ? 'mod+' : '') + event.key.toLowerCase();
}

function pressed(event: KeyboardEvent): void {
  const key = keyOf(event);
  if (event.defaultPrevented || !key) return;
  // Within a shadow root, the event's own target is its host.
  const held = typing(event.composedPath()[0] ?? event.target);
  // While a dialog is open, only it is listened to.
  const covered = document.querySelector('dialog[open]') !== null;
  const fits = (command: Command): boolean => command.keys !== undefined && (command.always === true || (!held && !covered));
  const sequence = event.timeStamp - begunAt < BETWEEN && begun ? `${begun} ${key}` : '';
  const latest = untracked().toReversed();
  const keysOf = (command: Command): string => (command.keys === undefined ? '' : effective(command.keys));
  const found = latest.find((command) => fits(command) && keysOf(command) === sequence) ?? latest.find((command) => fits(command) && keysOf(command) === key);
  begun = '';
  if (found) {
    event.preventDefault();
    found.run();
  } else if (latest.some((command) => fits(command) && keysOf(command).startsWith(`${key} `))) {
    begun = key;
    begunAt = event.timeStamp;
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));
}
