import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { withoutForbidden } from '../../metrics/escape';
import { GRID_COLOUR, INK } from './palette';
import type { Panel } from './figure';

export const FONT_FAMILY = "'DejaVu Sans', Verdana, sans-serif";
const FONT_SIZE = 12;

/** Draws marks without a browser. Text is escaped by the document; coordinates keep a hundredth of a pixel. */
export function plotPanel(options: PlotOptions & { width: number; height: number }): Panel {
  const { document } = parseHTML('<html><body></body></html>');
  const drawn = plot({ ...options, document, style: { fontSize: `${FONT_SIZE}px` } });
  for (const element of drawn.querySelectorAll('style, title')) element.remove();
  for (const circle of drawn.querySelectorAll('circle')) {
    for (const name of ['cx', 'cy'])
      circle.setAttribute(name, String(Number(Number(circle.getAttribute(name)).toFixed(2))));
  }
  const { width, height } = options;
  const svg =
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" overflow="visible" fill="${INK}" color="${INK}" ` +
    `font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" text-anchor="middle">${withoutForbidden(drawn.innerHTML)}</svg>`;
  return { width, height, svg };
}

/** Light grid lines behind the marks, as every plot has them. */
export const GRID = { stroke: GRID_COLOUR, strokeOpacity: 1 } as const;

/** Ticks without a comma in years and other numbers of four digits. */
export function tickText(value: number): string {
  const rounded = Number(value.toPrecision(12));
  return (Math.abs(rounded) < 1e4 ? String(rounded) : rounded.toLocaleString('en')).replace('-', '−');
}
