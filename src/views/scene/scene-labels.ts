import type { ViewState } from '../view';
import { swatch } from '../swatch';
import type { Frame } from './frame';
import { HEAT_COLOURS } from './heat-scale';
import { colourBarOf, labelsOf, type Label } from './labels';
import type { Place } from './stage';

/** The scene's texts, as elements over the canvas: crisp at any size. They repeat what the table says, for the eye only. */
export class SceneLabels {
  readonly #layer = document.createElement('div');
  /** What is there, each with what it was made of. */
  #shown: { key: string; element: HTMLElement }[] = [];

  constructor(element: HTMLElement) {
    this.#layer.className = 'scene-labels';
    this.#layer.setAttribute('aria-hidden', 'true');
    element.append(this.#layer);
  }

  /** Makes the elements anew whose label has changed. */
  update(frame: Frame, state: ViewState): void {
    const bar = barMaker(frame);
    const makers = labelsOf(frame, state).map((label) => ({
      key: JSON.stringify(label),
      make: () => labelElement(label),
    }));
    const wanted = bar ? [...makers, bar] : makers;
    for (const { element } of this.#shown.slice(wanted.length)) element.remove();
    this.#shown = wanted.map(({ key, make }, i) => {
      const known = this.#shown[i];
      if (known?.key === key) return known;
      const element = make();
      if (known) known.element.replaceWith(element);
      else this.#layer.append(element);
      return { key, element };
    });
  }

  dispose(): void {
    this.#layer.remove();
  }
}

function labelElement({ kind, text, place, named, standsOut = false }: Label): HTMLElement {
  const element = elementAt(kind, place);
  element.textContent = text;
  element.classList.toggle('stands-out', standsOut);
  if (named) element.prepend(swatch(named.strength));
  return element;
}

function barMaker(frame: Frame): { key: string; make: () => HTMLElement } | null {
  const bar = colourBarOf(frame);
  if (!bar) return null;
  const { paper } = frame.theme;
  return {
    key: JSON.stringify([bar, paper]),
    make: () => {
      const element = elementAt('bar', bar);
      element.style.width = `${bar.width}px`;
      element.style.height = `${bar.height}px`;
      element.style.background = `linear-gradient(to right, ${HEAT_COLOURS[paper].join(', ')})`;
      return element;
    },
  };
}

function elementAt(kind: string, { x, y }: Place): HTMLElement {
  const element = document.createElement('span');
  element.className = kind;
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
  return element;
}
