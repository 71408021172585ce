// Elements, made in one line. Text is always text: nothing that came in is ever read as markup.

/** An element with properties and children: `el('td', { class: 'n' }, '12')`. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** The number of a level on its colour. 0 is the net. */
export const chip = (level) => el('span', { class: `chip l${level}`, 'aria-hidden': true }, level === 0 ? '○' : String(level));

const SVG = 'http://www.w3.org/2000/svg';
const DRAWN = {
  event: 'M3 8h8M8 4.5 11.5 8 8 11.5',
  contact: 'M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z',
  expect: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3l2 1.5',
  settled: 'M3 8.5 6.5 12 13 4.5',
  send: 'M2.5 4h11v8h-11zM2.5 4.5 8 9l5.5-4.5',
  person: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8M3 13.5c.6-2.3 2.5-3.5 5-3.5s4.4 1.2 5 3.5',
  system: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 2v1.5M8 12.5V14M2 8h1.5M12.5 8H14',
  trouble: 'M8 3v6M8 12v.5',
  none: 'M4 8h8',
};

/** A small drawing, 16 pixels. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true', class: `icon ${name}` })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWN[name] ?? DRAWN.system);
  svg.append(path);
  return svg;
}
