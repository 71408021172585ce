// What the server finds wrong with a new password, in our words.
import { say } from './words.svelte';

const SHORTEST = 12;
const LONGEST_BYTES = 256;

export function refused(password: string): string {
  if ([...password].length < SHORTEST) return say('signIn.tooShort');
  return new TextEncoder().encode(password).length > LONGEST_BYTES ? say('signIn.tooLong') : say('signIn.tooEasy');
}
