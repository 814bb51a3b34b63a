import type { Paper } from '../metrics/palette';

const DARK = '(prefers-color-scheme: dark)';

/** Colours of what is drawn on a canvas, taken from the page's custom properties `--paper`, `--ink`, … */
export interface Theme {
  paper: Paper;
  paperColour: string;
  ink: string;
  faintInk: string;
  grid: string;
  font: string;
}

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: matchMedia(DARK).matches ? 'dark' : 'light',
    paperColour: colour('--paper'),
    ink: colour('--ink'),
    faintInk: colour('--faint-ink'),
    grid: colour('--grid'),
    font: style.fontFamily,
  };
}

/** Draws at most once a frame: when asked to, when the element changes its size, and when the colour scheme changes. */
export class Painter {
  #frame = 0;
  readonly #resizes: ResizeObserver;
  readonly #scheme = matchMedia(DARK);
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
    this.#scheme.addEventListener('change', this.request);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizes.disconnect();
    this.#scheme.removeEventListener('change', this.request);
  }
}
