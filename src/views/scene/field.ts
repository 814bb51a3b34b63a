import { cross, float, fwidth, min, mix, positionGeometry, smoothstep, varying, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial } from 'three/webgpu';
import { MOST_PINS } from '../view';
import { rampColours } from './colours';
import type { Frame } from './frame';
import type { Layer } from './layer';
import { colourUniforms, ramp, setColours, type Float, type RowNodes } from './nodes';
import { RidgeLines } from './ridge-lines';
import { gridGeometry } from './strips';

/** Levels of the contour lines, in multiples of the initial one. */
const CONTOURS = [0.5, 1, 2, 10];
const STOPS = 7;
/** Where the light comes from: from the left, above and the front. */
const LIGHT = vec3(-0.45, 0.75, 0.5);

/** The settings' rows as one shaded surface with contour lines; those that stand out are drawn as ridge lines on it. */
export class Field implements Layer {
  readonly objects;
  readonly #lines: RidgeLines;
  readonly #stops = colourUniforms(STOPS);

  constructor(private readonly nodes: RowNodes) {
    this.#lines = new RidgeLines(nodes, MOST_PINS + 2);
    const surface = new Mesh(gridGeometry(nodes.columns, nodes.rows - 1), this.#material());
    this.objects = [surface, ...this.#lines.objects];
  }

  update(frame: Frame): void {
    setColours(this.#stops, rampColours(STOPS, frame.theme.paper));
    this.#lines.update(frame);
  }

  #material(): MeshBasicNodeMaterial {
    const { nodes } = this;
    const column = positionGeometry.x;
    const row = positionGeometry.y.add(1);
    const at = (across: number, back: number) =>
      nodes.place(row.add(back).clamp(1, nodes.rows - 1), column.add(across).clamp(0, nodes.columns - 1), ({ x }) => x);
    const normal = varying(cross(at(1, 0).sub(at(-1, 0)), at(0, 1).sub(at(0, -1))).normalize());
    const lit = normal.dot(LIGHT.normalize()).abs();
    const strength = varying(row.sub(1).div(Math.max(1, nodes.rows - 2)));
    const shaded = ramp(this.#stops, strength).mul(lit.mul(0.62).add(0.46));
    const level = varying(nodes.heightOf(nodes.at(row, column).x));
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    material.positionNode = at(0, 0);
    material.colorNode = mix(min(shaded, vec3(1)), nodes.ink, this.#contours(level).mul(0.4));
    return material;
  }

  /** 1 on a contour line, a pixel wide. */
  #contours(level: Float): Float {
    const slope = fwidth(level).max(1e-6);
    return CONTOURS.reduce<Float>((sum, u) => {
      const distance = level
        .sub(this.nodes.heightOf(float(u)))
        .abs()
        .div(slope);
      return sum.max(float(1).sub(smoothstep(0.4, 1.3, distance)));
    }, float(0));
  }
}
