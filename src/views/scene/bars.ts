import { attribute, positionGeometry, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial, type InstancedBufferGeometry } from 'three/webgpu';
import { rowColours } from './colours';
import type { Frame } from './frame';
import type { Layer } from './layer';
import type { RowNodes } from './nodes';
import { rowDepth } from './stage';
import { setInstances, stripGeometry } from './strips';

/** Pixels from the end of a row to its bar, and across a bar. */
const BAR = { gap: 4, width: 5 };

/** Beside each row, the shares of the parameters below and above the grid; all of them would be as high as the scene. */
export class Bars implements Layer {
  readonly objects;
  readonly #strip: InstancedBufferGeometry;

  constructor(nodes: RowNodes) {
    this.#strip = stripGeometry(2, 2 * nodes.rows);
    const foot = attribute<'vec3'>('foot', 'vec3');
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    const { x: across, y: upwards } = positionGeometry;
    const height = upwards.mul(attribute<'float'>('height', 'float'));
    material.positionNode = foot.add(vec3(across.mul(BAR.width), height, 0));
    material.colorNode = attribute<'vec3'>('line', 'vec3');
    this.objects = [new Mesh(this.#strip, material)];
  }

  update(frame: Frame): void {
    const { rows, stage, tallest } = frame;
    const most = tallest * stage.unitHeight;
    const ends = [-stage.halfWidth - BAR.gap - BAR.width, stage.halfWidth + BAR.gap];
    const feet = rows.flatMap((_, row) => ends.flatMap((x) => [x, 0, rowDepth(stage, row)]));
    const heights = rows.flatMap(({ below, above }) => [below * most, above * most]);
    const bars = rows.flatMap((_, row) => [row, row]);
    setInstances(this.#strip, 'foot', 3, feet);
    setInstances(this.#strip, 'height', 1, heights);
    setInstances(this.#strip, 'line', 3, rowColours(frame, bars, 'line'));
  }
}
