/**
 * A canvas's 2-D context that writes SVG. Libraries that do this parse fonts through `style` attributes, which a strict
 * content security policy forbids, or are no longer kept; charts need few calls, so these are here.
 */
import { escape } from '../../metrics/escape';
import type { Size } from '../chart';
import type { Drawing } from '../drawing';
import type { Theme } from '../theme';

type Style = string | CanvasGradient | CanvasPattern;

const ANCHORS: Record<CanvasTextAlign, string> = {
  left: 'start',
  start: 'start',
  center: 'middle',
  right: 'end',
  end: 'end',
};

/** How far below the point a text's baseline lies, in font sizes: not all that show SVG know `dominant-baseline`. */
const BASELINES: Partial<Record<CanvasTextBaseline, number>> = { top: 0.8, middle: 0.35, bottom: -0.2 };

export class SvgContext implements Drawing {
  fillStyle: Style = '#000';
  strokeStyle: Style = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  font: string;
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly #elements: string[] = [];
  #path = '';
  #dash: number[] = [];
  #clips = 0;
  /** What `restore` goes back to, and how many groups it closes. */
  readonly #saved: { style: Partial<SvgContext>; dash: number[]; groups: number }[] = [];

  /** @param widthOf width in pixels of a text in the theme's font */
  constructor(
    private readonly size: Size,
    private readonly theme: Theme,
    private readonly widthOf: (text: string) => number,
  ) {
    this.font = `10px ${theme.font}`;
  }

  /** The whole file. */
  document(description: string): string {
    const { width, height } = this.size;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
      ` font-family="${escape(this.theme.font)}" role="img">`,
      `<title>${escape(description)}</title>`,
      `<rect width="100%" height="100%" fill="${escape(this.theme.paperColour)}"/>`,
      ...this.#elements,
      '</svg>',
    ].join('');
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline } = this;
    const style = { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline };
    this.#saved.push({ style, dash: this.#dash, groups: 0 });
  }

  restore(): void {
    const saved = this.#saved.pop();
    if (!saved) return;
    Object.assign(this, saved.style);
    this.#dash = saved.dash;
    this.#elements.push('</g>'.repeat(saved.groups));
  }

  beginPath(): void {
    this.#path = '';
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === '' ? 'M' : 'L'}${short(x)} ${short(y)}`;
  }

  closePath(): void {
    this.#path += 'Z';
  }

  /** Clockwise, as two halves: an arc from a point to itself would be none. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const at = (angle: number) => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
    const half = (end: number) => `A${short(radius)} ${short(radius)} 0 0 1 ${at(end)}`;
    this.#path += `${this.#path === '' ? 'M' : 'L'}${at(from)}${half((from + to) / 2)}${half(to)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  clip(): void {
    const id = `clip-${this.#clips++}`;
    this.#elements.push(`<clipPath id="${id}"><path d="${this.#path}"/></clipPath><g clip-path="url(#${id})">`);
    const saved = this.#saved.at(-1);
    if (saved) saved.groups++;
  }

  fill(): void {
    this.#draw(`fill="${colour(this.fillStyle)}"`);
  }

  stroke(): void {
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    this.#draw(`fill="none" stroke="${colour(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"${dash}`);
  }

  fillText(text: string, x: number, y: number): void {
    const size = parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '10');
    const weight = /^(bold|[1-9]00)\b/.exec(this.font)?.[1] ?? 'normal';
    const baseline = y + size * (BASELINES[this.textBaseline] ?? 0);
    const look = `font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[this.textAlign]}"`;
    const paint = `fill="${colour(this.fillStyle)}"${this.#opacity()}`;
    this.#elements.push(`<text x="${short(x)}" y="${short(baseline)}" ${look} ${paint}>${escape(text)}</text>`);
  }

  setLineDash(dash: number[]): void {
    this.#dash = dash;
  }

  measureText(text: string): { width: number } {
    return { width: this.widthOf(text) };
  }

  #draw(paint: string): void {
    if (this.#path !== '') this.#elements.push(`<path d="${this.#path}" ${paint}${this.#opacity()}/>`);
  }

  #opacity(): string {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : '';
  }
}

const short = (value: number): string => String(Math.round(value * 100) / 100);

const colour = (style: Style): string => (typeof style === 'string' ? escape(style) : 'none');
