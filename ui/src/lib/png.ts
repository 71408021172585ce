// Charts as pictures. An SVG is painted shape by shape, so that the picture has the page's own colours and type,
// and no address is needed that the content security policy forbids.
import { save } from './save';

const SCALE = 2;
const EDGE = 16;

export async function savePng(name: string, drawing: SVGSVGElement | HTMLCanvasElement): Promise<void> {
  const canvas = drawing instanceof SVGSVGElement ? painted(drawing) : grounded(drawing);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob) save(`${name}.png`, blob);
}

function painted(svg: SVGSVGElement): HTMLCanvasElement {
  const { width, height } = svg.getBoundingClientRect();
  return onGround((width + 2 * EDGE) * SCALE, (height + 2 * EDGE) * SCALE, (context) => {
    const base = new DOMMatrix().scaleSelf(SCALE).translateSelf(EDGE, EDGE);
    const shapes = svg.querySelectorAll<SVGGraphicsElement>('path, rect, circle, line, text');
    for (const shape of shapes) if (!shape.closest('defs')) paint(context, shape, base, svg);
  });
}

const grounded = (canvas: HTMLCanvasElement): HTMLCanvasElement =>
  onGround(canvas.width, canvas.height, (context) => context.drawImage(canvas, 0, 0));

function onGround(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d')!;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  draw(context);
  return canvas;
}

function paint(context: CanvasRenderingContext2D, shape: SVGGraphicsElement, base: DOMMatrix, svg: SVGSVGElement): void {
  const style = getComputedStyle(shape);
  if (style.visibility === 'hidden' || style.display === 'none') return;
  const own = shape.getCTM();
  context.setTransform(own ? base.multiply(DOMMatrix.fromMatrix(own)) : base);
  const opacity = opacityOf(shape, svg);
  const path = shape.tagName === 'text' ? null : new Path2D(outline(shape));
  if (style.fill !== 'none') {
    context.globalAlpha = opacity * Number(style.fillOpacity);
    context.fillStyle = inkOf(style.fill, context, svg);
    if (path) context.fill(path);
    else write(context, shape as SVGTextElement, style);
  }
  if (path && style.stroke !== 'none') {
    context.globalAlpha = opacity * Number(style.strokeOpacity);
    context.strokeStyle = inkOf(style.stroke, context, svg);
    context.lineWidth = parseFloat(style.strokeWidth);
    context.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat));
    context.stroke(path);
  }
}

function opacityOf(shape: Element, svg: SVGSVGElement): number {
  let opacity = 1;
  for (let at: Element | null = shape; at && at !== svg; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

function outline(shape: SVGElement): string {
  const of = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  if (shape.tagName === 'line') return `M${of('x1')} ${of('y1')}L${of('x2')} ${of('y2')}`;
  if (shape.tagName === 'rect') return `M${of('x')} ${of('y')}h${of('width')}v${of('height')}h${-of('width')}z`;
  if (shape.tagName === 'circle') {
    const r = of('r');
    return `M${of('cx') - r} ${of('cy')}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  }
  return shape.getAttribute('d') ?? '';
}

function write(context: CanvasRenderingContext2D, text: SVGTextElement, style: CSSStyleDeclaration): void {
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textAlign = style.textAnchor === 'end' ? 'right' : style.textAnchor === 'middle' ? 'center' : 'left';
  context.fillText(text.textContent ?? '', Number(text.getAttribute('x') ?? 0), Number(text.getAttribute('y') ?? 0));
}

/** A colour, or the pattern that it refers to. */
function inkOf(value: string, context: CanvasRenderingContext2D, svg: SVGSVGElement): string | CanvasPattern {
  const id = /url\("?#([^")]+)/.exec(value)?.[1];
  const pattern = id ? svg.querySelector<SVGPatternElement>(`#${CSS.escape(id)}`) : null;
  if (!pattern) return value;
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = [pattern.width.baseVal.value * SCALE, pattern.height.baseVal.value * SCALE];
  const inner = tile.getContext('2d')!;
  inner.scale(SCALE, SCALE);
  for (const rect of pattern.querySelectorAll('rect')) {
    const style = getComputedStyle(rect);
    inner.globalAlpha = Number(style.opacity) * Number(style.fillOpacity);
    inner.fillStyle = style.fill;
    inner.fill(new Path2D(outline(rect)));
  }
  const made = context.createPattern(tile, 'repeat')!;
  const turned = pattern.patternTransform.baseVal.consolidate()?.matrix;
  made.setTransform((turned ? DOMMatrix.fromMatrix(turned) : new DOMMatrix()).scaleSelf(1 / SCALE));
  return made;
}
