import { count } from '../../metrics/format';
import { compose } from './compose';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { FAINT_INK, GRID_COLOUR, INK, strengthColours, TRUTH_COLOUR } from './palette';
import { FONT_FAMILY } from './plot-panel';
import { sentence } from './words';
import type { Activation, NetworkSpec, Spec } from '../../spec/types';

/** Units that a layer shows; a gap stands for the others. */
const MOST_UNITS = 6;
const [WIDTH, HEIGHT, MIDDLE] = [FIGURE_WIDTH - 28, 310, 150];
const [SPACING, RADIUS] = [34, 9];
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

interface Layer {
  x: number;
  /** Vertical positions of the units that are drawn. */
  units: number[];
  width: number;
  colour: string;
  label: string;
  /** What happens to the layer's output. */
  note: string;
}

/** The network of the spec: a column of units per layer, with what follows each linear layer. */
export function networkFigure({ network }: Spec): Figure {
  const layers = layersOf(network);
  const links = layers.slice(1).map((layer, i) => connect(layers[i]!, layer));
  const panel: Panel = {
    width: WIDTH,
    height: HEIGHT,
    svg: `<g font-family="${FONT_FAMILY}" text-anchor="middle" fill="${INK}">${links.join('')}${layers.map(drawLayer).join('')}</g>`,
  };
  const { widths } = network;
  const parameters = widths.slice(1).reduce((sum, width, l) => sum + (widths[l]! + 1) * width, 0);
  return compose({
    name: 'nn',
    angle: 'data',
    title: 'The network',
    rows: [[panel]],
    caption: sentence(
      `${widths.length - 1} linear layers, ${widths.join('–')} units, ${count(parameters)} weights and biases`,
      'Below each layer: what its linear output passes through',
    ),
  });
}

function layersOf({ widths, activations, outputActivation, inputActivation, dropoutPosition }: NetworkSpec): Layer[] {
  const colours = strengthColours(widths.length);
  const last = widths.length - 1;
  const note = (l: number): string => {
    if (l === 0) return 'features';
    if (l === last) return outputActivation.kind === 'identity' ? 'linear' : activationText(outputActivation);
    if (l === 1 && !inputActivation) return 'linear';
    const steps = ['dropout', activationText(activations[l - 1]!)];
    return (dropoutPosition === 'before' ? steps : steps.toReversed()).join('|');
  };
  return widths.map((width, l) => ({
    x: 60 + ((WIDTH - 120) * l) / last,
    units: unitPositions(width),
    width,
    colour: l === 0 ? TRUTH_COLOUR : colours[l]!,
    label: l === 0 ? 'x' : l === last ? 'f*' : `h${SUBSCRIPTS.charAt(l)}`,
    note: note(l),
  }));
}

function unitPositions(width: number): number[] {
  const shown = Math.min(width, MOST_UNITS);
  return Array.from({ length: shown }, (_, i) => {
    const gap = width > MOST_UNITS ? (i < shown / 2 ? -SPACING / 2 : SPACING / 2) : 0;
    return MIDDLE + (i - (shown - 1) / 2) * SPACING + gap;
  });
}

function connect(from: Layer, to: Layer): string {
  const lines = from.units.flatMap((y1) =>
    to.units.map((y2) => `M${from.x.toFixed(1)},${y1}L${to.x.toFixed(1)},${y2}`),
  );
  return `<path d="${lines.join('')}" stroke="${GRID_COLOUR}" stroke-width="1" fill="none"/>`;
}

function drawLayer({ x, units, width, colour, label, note }: Layer): string {
  const at = x.toFixed(1);
  const circles = units.map(
    (y) => `<circle cx="${at}" cy="${y}" r="${RADIUS}" fill="${colour}" stroke="${INK}" stroke-width="0.8"/>`,
  );
  const gap = width > MOST_UNITS ? text(at, MIDDLE + 5, '⋮', 16, INK) : '';
  const notes = note.split('|').map((line, i) => text(at, HEIGHT - 26 + 15 * i, line, 11, FAINT_INK));
  return circles.join('') + gap + text(at, 14, `${label} · ${width}`, 13, INK) + notes.join('');
}

function text(x: string, y: number, content: string, size: number, fill: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}">${content}</text>`;
}

function activationText({ kind, slope }: Activation): string {
  return kind === 'leaky-relu' ? `leaky ReLU ${slope}` : kind.replace('relu', 'ReLU');
}
