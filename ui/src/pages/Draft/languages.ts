// How the files of a strategy are coloured in: TOML, and messages in Markdown with placeholders.
import { StreamLanguage, type StringStream } from '@codemirror/language';

type State = { /** The sign that ends a text of several lines. */ long: string; depth: number; value: boolean };

export const toml = StreamLanguage.define<State>({
  name: 'toml',
  startState: () => ({ long: '', depth: 0, value: false }),
  token(stream, state) {
    if (state.long) return rest(stream, state);
    if (stream.sol() && state.depth === 0) state.value = false;
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (!state.value && state.depth === 0 && stream.match(/^\[\[?[^\]]*\]?\]?/)) return 'heading';
    if (state.value && stream.match(/^("""|''')/)) {
      state.long = stream.current();
      return rest(stream, state);
    }
    if (stream.match(/^"(?:\\.|[^"\\])*"?|^'[^']*'?/)) return state.value ? 'string' : 'propertyName';
    const sign = stream.next()!;
    if (sign === '=') state.value = true;
    else if (sign === '[' || sign === '{') [state.depth, state.value] = [state.depth + 1, sign === '['];
    else if (sign === ']' || sign === '}') [state.depth, state.value] = [Math.max(0, state.depth - 1), true];
    else if (sign === ',') state.value = state.value && /^[^=}]*([,\]]|$)/.test(stream.string.slice(stream.pos));
    else {
      stream.eatWhile(/[^\s,=\]}#[{"']/);
      return state.value ? (/^(true|false)$/.test(stream.current()) ? 'bool' : 'number') : 'propertyName';
    }
    return 'punctuation';
  },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['[', '{', '"', "'"] } },
});

function rest(stream: StringStream, state: State): string {
  if (stream.skipTo(state.long)) {
    stream.match(state.long);
    state.long = '';
  } else stream.skipToEnd();
  return 'string';
}

export const message = StreamLanguage.define<object>({
  name: 'message',
  startState: () => ({}),
  token(stream) {
    if (stream.sol() && stream.match(/^#+ .*/)) return 'heading';
    if (stream.match(/^\{\{.*?\}\}|^\{%.*?%\}/)) return 'propertyName';
    if (stream.match(/^\*\*[^*]+\*\*/)) return 'strong';
    if (stream.match(/^\[[^\]]+\]\([^)]+\)/)) return 'link';
    stream.next();
    stream.eatWhile(/[^{*[#]/);
    return null;
  },
});
