// Charts as pictures: an SVG or a canvas on the page's own ground.
import { save } from './save';

const SCALE = 2;

export async function savePng(name: string, drawing: SVGSVGElement | HTMLCanvasElement): Promise<void> {
  const canvas = drawing instanceof SVGSVGElement ? await painted(drawing) : grounded(drawing);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob) save(`${name}.png`, blob);
}

async function painted(svg: SVGSVGElement): Promise<HTMLCanvasElement> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  settle(svg, copy);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return onGround(width * SCALE, height * SCALE, (context) => context.drawImage(image, 0, 0, width * SCALE, height * SCALE));
}

const grounded = (canvas: HTMLCanvasElement): HTMLCanvasElement =>
  onGround(canvas.width, canvas.height, (context) => context.drawImage(canvas, 0, 0));

function onGround(width: number, height: number, paint: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d')!;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  paint(context);
  return canvas;
}

/** A picture has no stylesheet and no tokens: what they came to is written into each shape. */
const PROPERTIES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'fill-opacity', 'stroke-opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'];
function settle(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of PROPERTIES) {
    const value = style.getPropertyValue(property);
    if (value) (to as SVGElement).style.setProperty(property, value);
  }
  [...from.children].forEach((child, index) => settle(child, to.children[index]!));
}
