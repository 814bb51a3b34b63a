import { attribute, fract, positionGeometry, varying } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial, type InstancedBufferGeometry } from 'three/webgpu';
import { rgb } from './colours';
import type { Frame } from './frame';
import { chosenRows, knownRows } from './looks';
import type { Layer } from './layer';
import type { RowNodes } from './nodes';
import { setInstances, stripGeometry } from './strips';

/** Pixels from dot to dot of the initial row's line. */
const DOTS = 6;

/** Lines along the medians of some of the rows; the initial row's is dotted. */
export class RidgeLines implements Layer {
  readonly objects;
  readonly #strip: InstancedBufferGeometry;

  /** @param most lines that are drawn at once */
  constructor(
    nodes: RowNodes,
    private readonly most: number,
  ) {
    this.#strip = stripGeometry(nodes.columns, most);
    const row = attribute<'float'>('row', 'float');
    const column = positionGeometry.x;
    const [before, point, after] = [-1, 0, 1].map((step) =>
      nodes.place(row, column.add(step).clamp(0, nodes.columns - 1), ({ x }) => x),
    );
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    const side = positionGeometry.y.mul(2).sub(1);
    material.positionNode = nodes.besideLine(before!, point!, after!, side, attribute<'float'>('width', 'float'));
    material.colorNode = attribute<'vec3'>('line', 'vec3');
    const along = varying(nodes.x(column)).div(nodes.pixel.mul(DOTS));
    material.maskNode = varying(row).greaterThan(0.5).or(fract(along).lessThan(0.5));
    this.objects = [new Mesh(this.#strip, material)];
  }

  /** The initial row and those that stand out, in ink: over a surface that has their colours. */
  update(frame: Frame): void {
    const known = knownRows(frame);
    const rows = [0, ...chosenRows(frame)].filter((row) => known.includes(row)).slice(0, this.most);
    const ink = rgb(frame.theme.ink);
    this.draw(
      frame,
      rows,
      rows.flatMap(() => [...ink]),
    );
  }

  draw({ looks }: Frame, rows: readonly number[], colours: readonly number[]): void {
    const widths = rows.map((row) => looks[row]!.width);
    setInstances(this.#strip, 'row', 1, rows, this.most);
    setInstances(this.#strip, 'line', 3, colours, this.most);
    setInstances(this.#strip, 'width', 1, widths, this.most);
    this.#strip.instanceCount = rows.length;
  }
}
