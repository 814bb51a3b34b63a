import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Pixels per CSS pixel. */
const ZOOM = 2;

/** The figure as PNG. Fonts come from a package, so that a machine without any shows the same letters. */
export function toPng(svg: string): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = FONTS.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const options = {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  } as const;
  return new Resvg(svg, { ...options, font: { ...options.font, fontFiles } }).render().asPng();
}
