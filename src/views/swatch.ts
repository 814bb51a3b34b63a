import { strengthColour } from '../metrics/palette';

/** A mark in the colour of a strength, which follows the page's colour scheme by itself. */
export function swatch(strength: number): HTMLElement {
  const element = document.createElement('span');
  element.className = 'swatch';
  element.style.background = `light-dark(${strengthColour(strength)}, ${strengthColour(strength, 'dark')})`;
  return element;
}
