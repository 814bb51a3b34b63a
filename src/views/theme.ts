import type { Paper } from '../metrics/palette';

const DARK = '(prefers-color-scheme: dark)';
const FORCED = '(forced-colors: active)';

/** What is drawn on a canvas with: colours of the page's custom properties `--paper`, `--ink`, …, and its text. */
export interface Theme {
  paper: Paper;
  paperColour: string;
  ink: string;
  faintInk: string;
  grid: string;
  font: string;
  /** Pixels of the text of axes. */
  fontSize: number;
}

/** Of the page's own text. */
const FONT_SHARE = 0.786;
/** Share of the ink in lines that only guide the eye, where the page may not choose its colours. */
const GRID_SHARE = 0.35;

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const text = { font: style.fontFamily, fontSize: FONT_SHARE * parseFloat(style.fontSize) };
  if (matchMedia(FORCED).matches) return { ...forcedColours(), ...text };
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: matchMedia(DARK).matches ? 'dark' : 'light',
    paperColour: colour('--paper'),
    ink: colour('--ink'),
    faintInk: colour('--faint-ink'),
    grid: colour('--grid'),
    ...text,
  };
}

/** Keeps an element, which nothing can draw anew, in the size and the colours that it was drawn in. */
export function keepAsDrawn(element: HTMLElement): void {
  const { paper, paperColour, ink, faintInk, grid } = themeOf(element);
  const kept = {
    width: `${element.clientWidth}px`,
    height: `${element.clientHeight}px`,
    'color-scheme': paper,
    background: paperColour,
    '--paper': paperColour,
    '--ink': ink,
    '--faint-ink': faintInk,
    '--grid': grid,
  };
  for (const [property, value] of Object.entries(kept)) element.style.setProperty(property, value);
}

/** The visitor's own colours: custom properties know nothing of them, the body's computed colours do. */
function forcedColours() {
  const { color, backgroundColor } = getComputedStyle(document.body);
  const [ink, paper] = [channelsOf(color), channelsOf(backgroundColor)];
  const grid = paper.map((value, i) => Math.round(value + GRID_SHARE * (ink[i]! - value)));
  const isDark = sum(paper) < sum(ink);
  return {
    paper: isDark ? ('dark' as const) : ('light' as const),
    paperColour: `rgb(${paper.join(', ')})`,
    ink: color,
    faintInk: color,
    grid: `rgb(${grid.join(', ')})`,
  };
}

/** Red, green and blue of a computed colour, `rgb(…)` or `rgba(…)`. */
const channelsOf = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Draws at most once a frame: when asked to, when the element changes its size, and when the page's colours change. */
export class Painter {
  #frame = 0;
  readonly #resizes: ResizeObserver;
  readonly #colours = [DARK, FORCED].map((query) => matchMedia(query));
  readonly request = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  };

  constructor(
    element: Element,
    private readonly draw: () => void,
  ) {
    this.#resizes = new ResizeObserver(this.request);
    this.#resizes.observe(element);
    for (const query of this.#colours) query.addEventListener('change', this.request);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizes.disconnect();
    for (const query of this.#colours) query.removeEventListener('change', this.request);
  }
}
