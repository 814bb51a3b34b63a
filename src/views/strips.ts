import {
  BufferAttribute,
  BufferGeometry,
  Color,
  LinearSRGBColorSpace,
  type LineSegments,
  type Mesh,
} from 'three/webgpu';
import { stripIndices } from './ridge-geometry';

/** Red, green and blue as they are on the screen, 0 to 1. */
export type Rgb = readonly number[];

export function rgb(colour: string): Rgb {
  const { r, g, b } = new Color().setStyle(colour, LinearSRGBColorSpace);
  return [r, g, b];
}

export const mix = (from: Rgb, to: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => from[i]! + (to[i]! - from[i]!) * share);

/** Strips of vertex pairs, one per row, in one mesh; `coloursOf` gives the lower and the upper colour of a row. */
export function setStrips(mesh: Mesh, strips: readonly Float32Array[], coloursOf: (row: number) => [Rgb, Rgb]): void {
  const points = strips[0]!.length / 6;
  const positions = new Float32Array(strips.length * points * 6);
  const colours = new Float32Array(positions.length);
  strips.forEach((strip, row) => {
    const pair = coloursOf(row).flat();
    positions.set(strip, row * strip.length);
    for (let at = 0; at < strip.length; at += 6) colours.set(pair, row * strip.length + at);
  });
  setVertices(mesh, positions, colours);
  const indices = strips.length * (points - 1) * 6;
  if (mesh.geometry.index?.count === indices) return;
  mesh.geometry.setIndex(strips.flatMap((_, row) => stripIndices(points, row * points * 2)));
}

/** Writes positions and colours, (vertices, 3) each, into the buffers that are there if they have the size. */
export function setVertices(object: Mesh | LineSegments, positions: Float32Array, colours: Float32Array): void {
  const [position, colour] = [object.geometry.getAttribute('position'), object.geometry.getAttribute('color')];
  if (isOfSize(position, positions) && isOfSize(colour, colours)) {
    position.copyArray(positions).needsUpdate = true;
    colour.copyArray(colours).needsUpdate = true;
    return;
  }
  object.geometry.dispose();
  object.geometry = new BufferGeometry()
    .setAttribute('position', new BufferAttribute(positions, 3))
    .setAttribute('color', new BufferAttribute(colours, 3));
}

function isOfSize(attribute: unknown, values: Float32Array): attribute is BufferAttribute {
  return attribute instanceof BufferAttribute && attribute.array.length === values.length;
}
