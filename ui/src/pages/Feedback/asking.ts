// Whether a strategy asks customers anything, as far as its own text says.

/** Whether `strategy.toml` has questions under `[feedback]`. */
export function asksIn(text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim());
  const begin = lines.indexOf('[feedback]');
  if (begin < 0) return lines.some((line) => /^feedback\s*=\s*\{.*\bask\s*=\s*\[\s*"/.test(line) || /^feedback\.ask\s*=\s*\[\s*"/.test(line));
  const length = lines.slice(begin + 1).findIndex((line) => line.startsWith('['));
  const section = lines.slice(begin + 1, length < 0 ? undefined : begin + 1 + length).join(' ');
  return /(?:^|\s)ask\s*=\s*\[\s*"/.test(section);
}
