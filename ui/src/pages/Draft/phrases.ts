// What the editor says itself, in our language.
import { say } from '../../lib/words.svelte';

export const phrases = (): Record<string, string> => ({
  'Control character': say('editor.controlCharacter'),
  Completions: say('editor.completions'),
  Diagnostics: say('editor.problems'),
  'No diagnostics': say('editor.noProblems'),
  'Go to line': say('editor.goToLine'),
  go: say('editor.go'),
  Find: say('editor.find'),
  Replace: say('editor.replaceBy'),
  next: say('editor.next'),
  previous: say('editor.previous'),
  all: say('editor.all'),
  'match case': say('editor.matchCase'),
  regexp: say('editor.regexp'),
  'by word': say('editor.byWord'),
  replace: say('editor.replace'),
  'replace all': say('editor.replaceAll'),
  close: say('shell.close'),
  'current match': say('editor.currentMatch'),
  'on line': say('editor.onLine'),
  'replaced $ matches': say('editor.replacedMany'),
  'replaced match on line $': say('editor.replacedOne'),
});
