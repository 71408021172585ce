// The editor itself. It is loaded when somebody opens a draft. It lives in a shadow root: there its style sheets are
// adopted instead of written into the page, which the content security policy forbids.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, type Text } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { explain, suggest, type Vocabulary } from './completion';
import { message, toml } from './languages';
import { THEME } from './theme';

export type Mark = { line: number; column: number; length: number; severity: 'error' | 'warning'; message: string; hint: string | null };
export type Options = {
  parent: ShadowRoot; path: string; text: string; label: string; readOnly: boolean; phrases: Record<string, string>;
  vocabulary: () => Vocabulary | null; changed: (path: string, text: string) => void;
};
export type Editor = {
  /** Shows a file; what was done to it before can still be undone. */ show: (path: string, text: string, label: string) => void;
  mark: (marks: Mark[]) => void;
  goTo: (line: number, column: number, length: number) => void;
  focus: () => void;
  destroy: () => void;
};

const INK = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: tags.heading, fontWeight: '700' },
  { tag: tags.propertyName, fontWeight: '500' },
  { tag: tags.string, color: 'var(--ink-2)' },
  { tag: [tags.number, tags.bool], color: 'var(--ink)', fontWeight: '600' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.link, textDecoration: 'underline' },
]));
const KINDS: Record<string, string> = { key: 'property', table: 'class', name: 'variable', word: 'keyword', function: 'function' };

export function editor(options: Options): Editor {
  let path = options.path;
  const states = new Map<string, EditorState>();

  function complete(context: CompletionContext): CompletionResult | null {
    const known = options.vocabulary();
    const found = known && suggest(path, context.state.doc.toString(), context.pos, known);
    if (!found || found.choices.length === 0 || (!context.explicit && found.from === context.pos && !/["'.[{]/.test(context.state.sliceDoc(context.pos - 1, context.pos)))) return null;
    const choices = found.choices.map((choice): Completion => ({ label: choice.label, type: KINDS[choice.kind]!, ...(choice.put ? { apply: choice.put } : {}), ...(choice.detail ? { detail: choice.detail } : {}), ...(choice.info ? { info: choice.info } : {}) }));
    return { from: found.from, options: choices, validFor: /^[\w:.[\]-]*$/ };
  }

  const explained = hoverTooltip((view, position) => {
    const known = options.vocabulary();
    const found = known && explain(path, view.state.doc.toString(), position, known);
    if (!found) return null;
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom: told(found.title, found.text) }) };
  });

  const shared: Extension = [
    lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
    search({ top: true }), autocompletion({ override: [complete], icons: false }), explained,
    keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorState.phrases.of(options.phrases), EditorState.readOnly.of(options.readOnly), EditorView.editable.of(true), EditorView.lineWrapping, INK, THEME,
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('adopt'))) options.changed(path, update.state.doc.toString());
    }),
  ];

  const begin = (of: string, text: string, label: string): EditorState =>
    EditorState.create({ doc: text, extensions: [shared, of.endsWith('.md') ? message : toml, EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, spellcheck: of.endsWith('.md') ? 'true' : 'false' })] });

  const view = new EditorView({ state: begin(path, options.text, options.label), parent: options.parent, root: options.parent });

  return {
    show(next, text, label) {
      if (next !== path) {
        states.set(path, view.state);
        path = next;
        view.setState(states.get(next) ?? begin(next, text, label));
      }
      const here = view.state.doc.toString();
      if (here !== text) view.dispatch({ changes: replaced(here, text), userEvent: 'adopt' });
    },
    mark(marks) {
      const { doc } = view.state;
      const diagnostics = marks.filter((mark) => mark.line <= doc.lines).map((mark) => {
        const from = place(doc, mark.line, mark.column);
        const to = Math.min(doc.length, Math.max(from, place(doc, mark.line, mark.column + mark.length)));
        return { from, to, severity: mark.severity, message: [mark.message, mark.hint].filter(Boolean).join('\n') };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo(line, column, length) {
      const { doc } = view.state;
      if (line > doc.lines) return;
      const anchor = place(doc, line, column);
      view.dispatch({ selection: { anchor, head: Math.min(doc.length, place(doc, line, column + length)) }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** Columns are counted in characters, from 1. */
function place(doc: Text, line: number, column: number): number {
  const { from, text } = doc.line(line);
  return from + [...text].slice(0, column - 1).join('').length;
}

function replaced(before: string, after: string): { from: number; to: number; insert: string } {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

function told(title: string, text: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'told';
  const name = document.createElement('b');
  name.textContent = title;
  box.append(name, document.createTextNode(` ${text}`));
  return box;
}
