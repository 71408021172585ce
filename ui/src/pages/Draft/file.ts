// The kinds of files that a strategy has, and what a new one begins with.
import { quote } from './toml';

export const KINDS = ['reasons', 'messages', 'answers', 'maps'] as const;
export type FileKind = (typeof KINDS)[number];

export const kindOf = (path: string): FileKind => KINDS.find((kind) => path.startsWith(`${kind}/`)) ?? 'reasons';

export function pathOf(kind: FileKind, name: string, language: string): string {
  const slug = name.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  if (!slug) return '';
  return kind === 'messages' || kind === 'answers' ? `${kind}/${slug}.${language.trim() || 'nl'}.md` : `${kind}/${slug}.toml`;
}

export function beginning(kind: FileKind, name: string): string {
  if (kind === 'reasons') return `name = ${quote(name)}\n\n[inbound]\noffer = []\n`;
  return kind === 'maps' ? '' : `# ${name}\n\n`;
}
