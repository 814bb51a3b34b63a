import { fixed } from '../metrics/format';
import type { DensityRows } from './density-rows';
import { heightTicks, PITCH, project, rowDepth, thetaTicks, type Stage } from './ridge-geometry';
import { swatch } from './swatch';

/** Least distance of row labels, in pixels; more rows than fit are labelled in part. */
const LINE_HEIGHT = 13;

/** Pixels of a character of a label, at most, and of what stands before it. */
const CHARACTER_WIDTH = 7;
const SWATCH_WIDTH = 26;
const MOST_LABEL_WIDTH = 150;

/** Pixels that the labels of the rows need beside the stage. */
export function labelWidth({ rows }: DensityRows): number {
  const longest = Math.max(...rows.map(({ label }) => label.length));
  return Math.min(MOST_LABEL_WIDTH, SWATCH_WIDTH + CHARACTER_WIDTH * longest);
}

/** The axes' texts, as elements over the canvas: crisp at any size. They repeat what the table says, for the eye only. */
export class SceneLabels {
  readonly #layer = document.createElement('div');

  constructor(element: HTMLElement) {
    this.#layer.className = 'scene-labels';
    this.#layer.setAttribute('aria-hidden', 'true');
    element.append(this.#layer);
  }

  update(shown: DensityRows, stage: Stage): void {
    this.#layer.replaceChildren(
      ...rowLabels(shown, stage),
      ...thetaLabels(shown, stage),
      ...heightLabels(shown, stage),
    );
  }

  dispose(): void {
    this.#layer.remove();
  }
}

function rowLabels({ rows }: DensityRows, stage: Stage): HTMLElement[] {
  const spacing = (stage.depth * Math.sin(PITCH)) / Math.max(1, rows.length - 1);
  const every = Math.ceil(LINE_HEIGHT / spacing);
  return rows.flatMap(({ label, strength }, row) => {
    if (row % every !== 0) return [];
    const place = project(stage, stage.halfWidth + 8, 0, rowDepth(stage, row, rows.length));
    const element = labelAt('row', label, place);
    element.prepend(swatch(strength));
    return [element];
  });
}

function thetaLabels({ limit }: DensityRows, stage: Stage): HTMLElement[] {
  const below = (x: number, drop: number) => {
    const { x: left, y: top } = project(stage, x, 0, stage.depth / 2);
    return { x: left, y: top + drop };
  };
  const ticks = thetaTicks(limit, stage).map((theta) =>
    labelAt('tick', fixed(theta, 1), below((stage.halfWidth * theta) / limit, 12)),
  );
  return [...ticks, labelAt('tick', 'θ', below(0, 27))];
}

function heightLabels({ tallest }: DensityRows, stage: Stage): HTMLElement[] {
  return heightTicks(tallest).map(({ height, text }) =>
    labelAt('height', text, project(stage, -stage.halfWidth - 8, height * stage.unitHeight, -stage.depth / 2)),
  );
}

function labelAt(kind: 'row' | 'tick' | 'height', text: string, { x, y }: { x: number; y: number }): HTMLElement {
  const element = document.createElement('span');
  element.className = kind;
  element.textContent = text;
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
  return element;
}
