import { escape } from '../../metrics/escape';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { FAINT_INK, INK, needsRim, RIM_COLOUR } from './palette';
import { FONT_FAMILY } from './plot-panel';

/** One entry of a legend: how a mark looks and what it stands for. */
export interface LegendItem {
  label: string;
  colour: string;
  look: 'line' | 'dashed' | 'dotted' | 'dots' | 'band';
}

export interface Composition extends Omit<Figure, 'svg'> {
  legend?: LegendItem[];
  /** Rows of panels, each laid out from the left. */
  rows: Panel[][];
}

const MARGIN = 14;
const TITLE_HEIGHT = 30;
const LEGEND_LINE = 20;
const SWATCH = 24;
const LEGEND_FONT = 11.5;
/** Mean advance of DejaVu Sans, in font sizes: wide enough that legend entries never touch. */
const ADVANCE = 0.58;

/** Puts title, legend and panels onto one white sheet that carries its own fonts' names, title and description. */
export function compose({ name, angle, title, caption, legend = [], rows }: Composition): Figure {
  const placedLegend = placeLegend(legend);
  let y = MARGIN + TITLE_HEIGHT + placedLegend.height;
  const panels: string[] = [];
  for (const row of rows) {
    let x = MARGIN;
    for (const panel of row) {
      panels.push(`<g transform="translate(${x},${y})">${panel.svg}</g>`);
      x += panel.width;
    }
    y += Math.max(...row.map(({ height }) => height));
  }
  const height = y + MARGIN;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${FIGURE_WIDTH}" height="${height}" viewBox="0 0 ${FIGURE_WIDTH} ${height}" role="img">` +
    `<title>${escape(title)}</title><desc>${escape(caption)}</desc>` +
    `<rect width="${FIGURE_WIDTH}" height="${height}" fill="#fff"/>` +
    text(MARGIN, MARGIN + 14, title, `font-size="15" font-weight="bold" fill="${INK}"`) +
    `<g transform="translate(${MARGIN},${MARGIN + TITLE_HEIGHT})">${placedLegend.svg}</g>${panels.join('')}</svg>`;
  return { name, angle, title, caption, svg };
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" font-family="${FONT_FAMILY}" ${attributes}>${escape(content)}</text>`;
}

function placeLegend(items: readonly LegendItem[]): { svg: string; height: number } {
  let [x, line] = [0, 0];
  const placed = items.map((item) => {
    const width = SWATCH + 6 + item.label.length * LEGEND_FONT * ADVANCE + 18;
    if (x > 0 && x + width > FIGURE_WIDTH - 2 * MARGIN) [x, line] = [0, line + 1];
    const entry = `<g transform="translate(${x.toFixed(1)},${line * LEGEND_LINE})">${swatch(item)}${text(SWATCH + 6, 4, item.label, `font-size="${LEGEND_FONT}" fill="${FAINT_INK}"`)}</g>`;
    x += width;
    return entry;
  });
  return { svg: placed.join(''), height: items.length === 0 ? 0 : (line + 1) * LEGEND_LINE };
}

const DASHES: Partial<Record<LegendItem['look'], string>> = { dashed: '6 3', dotted: '1.5 3' };

function swatch({ colour, look }: LegendItem): string {
  if (look === 'dots') return [4, 12, 20].map((x) => `<circle cx="${x}" cy="0" r="2" fill="${colour}"/>`).join('');
  if (look === 'band') return `<rect y="-6" width="${SWATCH}" height="12" fill="${colour}" fill-opacity="0.3"/>`;
  const line = (stroke: string, width: number): string =>
    `<path d="M0,0H${SWATCH}" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${DASHES[look] ?? 'none'}"/>`;
  return (needsRim(colour) ? line(RIM_COLOUR, 4.5) : '') + line(colour, 2.5);
}
