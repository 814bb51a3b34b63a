import { strengthColour } from '../metrics/palette';

/** A mark in the colour of a strength, or of none: the initial parameters'. It follows the page's colour scheme by itself. */
export function swatch(strength: number | null): HTMLElement {
  const element = document.createElement('span');
  element.className = 'swatch';
  element.style.background =
    strength === null
      ? 'var(--faint-ink)'
      : `light-dark(${strengthColour(strength)}, ${strengthColour(strength, 'dark')})`;
  return element;
}
