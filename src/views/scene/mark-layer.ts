import { attribute, positionGeometry, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial, type InstancedBufferGeometry } from 'three/webgpu';
import { fadedColours } from './colours';
import type { Frame } from './frame';
import type { Layer } from './layer';
import { marksOf, MOST_MARKS } from './marks';
import { setInstances, stripGeometry } from './strips';

/** The marks beside and on the rows. */
export class MarkLayer implements Layer {
  readonly objects;
  readonly #strip: InstancedBufferGeometry;

  constructor(private readonly rows: number) {
    this.#strip = stripGeometry(2, 1);
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    const { x: across, y: upwards } = positionGeometry;
    const width = attribute<'float'>('width', 'float');
    const rise = attribute<'vec3'>('rise', 'vec3').mul(upwards);
    material.positionNode = attribute<'vec3'>('foot', 'vec3')
      .add(rise)
      .add(vec3(across.mul(width), 0, 0));
    material.colorNode = attribute<'vec3'>('colour', 'vec3');
    this.objects = [new Mesh(this.#strip, material)];
  }

  update(frame: Frame): void {
    const marks = marksOf(frame);
    const set = (name: string, size: number, values: readonly number[]) =>
      setInstances(this.#strip, name, size, values, MOST_MARKS * this.rows);
    set(
      'foot',
      3,
      marks.flatMap(({ foot }) => foot),
    );
    set(
      'width',
      1,
      marks.map(({ width }) => width),
    );
    set(
      'rise',
      3,
      marks.flatMap(({ rise }) => rise),
    );
    set('colour', 3, fadedColours(marks, frame.theme));
    this.#strip.instanceCount = marks.length;
  }
}
