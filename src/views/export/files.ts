import { ThetascapeError } from '../../errors';
import type { Size } from '../chart';
import type { Theme } from '../theme';
import type { Picture } from './picture';
import { SvgContext } from './svg-context';

/** @param scale pixels of the file per pixel of the picture, such as 2 or 4 */
export async function pngFile(picture: Picture, size: Size, theme: Theme, scale: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.fillStyle = theme.paperColour;
  context.fillRect(0, 0, size.width, size.height);
  picture.draw(context, size, theme);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob) return blob;
  throw new ThetascapeError(
    `The browser could not make a picture of ${canvas.width} × ${canvas.height} pixels: choose a smaller size.`,
  );
}

export function svgFile(picture: Picture, size: Size, theme: Theme): Blob {
  return new Blob([svgText(picture, size, theme, textWidths(theme))], { type: 'image/svg+xml' });
}

export function csvFile(picture: Picture): Blob {
  return new Blob([picture.csv()], { type: 'text/csv' });
}

/** @param widthOf width in pixels of a text in the theme's font */
export function svgText(picture: Picture, size: Size, theme: Theme, widthOf: (text: string) => number): string {
  const context = new SvgContext(size, theme, widthOf);
  picture.draw(context, size, theme);
  return context.document(picture.description);
}

function textWidths({ font, fontSize }: Theme): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = `${fontSize}px ${font}`;
  return (text) => context.measureText(text).width;
}
