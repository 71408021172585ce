// What was found, between the marks that the server puts around it.

const BEGIN = '\u0002';
const END = '\u0003';

export function pieces(snippet: string): { text: string; found: boolean }[] {
  return snippet.split(BEGIN).flatMap((part, index) => {
    if (index === 0) return [{ text: part, found: false }];
    const [found = '', ...rest] = part.split(END);
    return [{ text: found, found: true }, { text: rest.join(''), found: false }];
  }).filter((piece) => piece.text !== '');
}
