import { Html, html, unbroken } from './html';
import type { Angle, Figure } from '../figures/figure';

const HEADINGS: Record<Angle, string> = {
  data: 'The data and the network',
  losses: 'What happens to the losses?',
  predictions: 'What happens to the predictions?',
  parameters: 'What happens to the parameters?',
};

/** The figures in the article's order: the data, then its three angles. */
export const ANGLES: { angle: Angle; heading: string }[] = (
  ['data', 'losses', 'predictions', 'parameters'] as const
).map((angle) => ({ angle, heading: HEADINGS[angle] }));

export function figuresSections(figures: readonly Figure[]): Html[] {
  return ANGLES.map(({ angle, heading }) => {
    const own = figures.filter((figure) => figure.angle === angle);
    return html`<section id="${angle}">
      <h2>${heading}</h2>
      ${own.map(figureElement)}
    </section>`;
  });
}

function figureElement({ name, caption, svg }: Figure): Html {
  return html`<figure id="figure-${name}">
    <div class="card">${new Html(svg)}</div>
    <figcaption>${unbroken(caption)} <span class="faint">figures/${name}.svg</span></figcaption>
  </figure>`;
}
