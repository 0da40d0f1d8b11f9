const inherited = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'fill-opacity',
  'stroke-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'color',
] as const;

/** The chart as a file of its own: every style that comes from the page is written into the elements. */
export function exportSvg(svg: SVGSVGElement, title: string): Blob {
  return new Blob([standalone(svg, title)], { type: 'image/svg+xml;charset=utf-8' });
}

/**
 * The chart as an image at twice its size, on the background of the page.
 *
 * @throws if the browser cannot draw it
 */
export async function exportPng(svg: SVGSVGElement, title: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg, title))}`;
  const image = new Image();
  await new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error('The image could not be drawn.'));
    image.src = address;
  });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * 2);
  canvas.height = Math.ceil(height * 2);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no canvas.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The image could not be written.'))), 'image/png');
  });
}

function standalone(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = svg.getBoundingClientRect();
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [position, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const name of inherited) {
      const value = style.getPropertyValue(name);
      if (value) copies[position]?.setAttribute(name, value);
    }
    copies[position]?.removeAttribute('class');
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', getComputedStyle(svg.closest('figure') ?? document.body).backgroundColor);
  const label = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  label.textContent = title;
  copy.prepend(label, background);
  return new XMLSerializer().serializeToString(copy);
}
