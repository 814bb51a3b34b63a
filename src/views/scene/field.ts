import { float, floor, fwidth, mix, positionGeometry, smoothstep, step, varying, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial } from 'three/webgpu';
import { MOST_PINS } from '../view';
import { rampColours } from './colours';
import type { Frame } from './frame';
import type { Layer } from './layer';
import { colourUniforms, ramp, setColours, type Float, type RowNodes, type Vec3 } from './nodes';
import { Relief } from './relief';
import { RidgeLines } from './ridge-lines';
import { gridGeometry } from './strips';

/** Levels of the contour lines, in multiples of the initial one. */
const CONTOURS = [0.5, 1, 2, 10];
const CONTOUR_OPACITY = 0.4;
/** Heights, in multiples of the initial level, up to which contours follow the smooth relief, and from which the peaks. */
const SMOOTH_UP_TO = 1.5;
const EXACT_FROM = 3;
const STOPS = 7;
/** Lines of vertices on the floor before the first row: the surface ends there like the cut of a landscape. */
const FOOT = 1;
/** Where the light comes from: from the left, above and the front. */
const LIGHT = vec3(-0.5, 0.75, 0.45).normalize();
/** Brightness of what turns away from the light, and what the light adds. */
const SHADE = { ambient: 0.3, light: 0.82 };
/** Share of a setting's colour on the floor; and density, in multiples of the initial level, that has half of the rest. */
const TINT = { floor: 0.2, half: 0.3 };

/** The settings' rows as one shaded surface with contour lines; those that stand out are drawn as ridge lines on it. */
export class Field implements Layer {
  readonly objects;
  readonly #lines: RidgeLines;
  readonly #stops = colourUniforms(STOPS);

  /** @param perRow lines of vertices from one row to the next */
  constructor(
    private readonly nodes: RowNodes,
    perRow: number,
  ) {
    this.#lines = new RidgeLines(nodes, MOST_PINS + 2);
    const lines = (nodes.rows - 2) * perRow + 1;
    const surface = new Mesh(gridGeometry(nodes.columns, FOOT + lines), this.#material(perRow));
    this.objects = [surface, ...this.#lines.objects];
  }

  update(frame: Frame): void {
    setColours(this.#stops, rampColours(STOPS, frame.theme.paper));
    this.#lines.update(frame);
  }

  #material(perRow: number): MeshBasicNodeMaterial {
    const { nodes } = this;
    const column = positionGeometry.x;
    const along = positionGeometry.y.sub(FOOT).max(0).div(perRow).add(1);
    const isRisen = step(FOOT, positionGeometry.y);
    const row = floor(along.add(0.5 / perRow));
    const relief = new Relief(nodes, row, along.sub(row));
    const height = relief.heightAt(column).mul(isRisen);
    const slopes = relief.slopesAt(column);
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    material.positionNode = vec3(nodes.x(column), height.mul(nodes.unitHeight), nodes.z(along));
    material.maskNode = varying(relief.isKnown).greaterThan(0.99);
    const level = varying(height);
    const smooth = varying(slopes.z);
    const shaded = this.#colour(varying(along), smooth.mul(varying(isRisen))).mul(this.#light(varying(slopes.xy)));
    material.colorNode = mix(shaded.min(vec3(1)), nodes.ink, this.#contours(level, smooth).mul(CONTOUR_OPACITY));
    return material;
  }

  /** Of the setting, fading into the paper where hardly a parameter is. */
  #colour(along: Float, level: Float): Vec3 {
    const { nodes } = this;
    const strength = along.sub(1).div(Math.max(1, nodes.rows - 2));
    const half = nodes.heightOf(float(TINT.half));
    const share = level.div(level.add(half)).mul(1 - TINT.floor);
    return mix(nodes.paper, ramp(this.#stops, strength), share.add(TINT.floor));
  }

  /** How bright a place with these slopes, in units of height per column and per row, is. */
  #light(slopes: { x: Float; y: Float }): Float {
    const { nodes } = this;
    const across = nodes.unitHeight.mul(slopes.x).div(nodes.x(float(1)).sub(nodes.x(float(0))));
    const back = nodes.unitHeight.mul(slopes.y).div(nodes.z(float(1)).sub(nodes.z(float(0))));
    const normal = vec3(across.negate(), 1, back.negate()).normalize();
    return normal.dot(LIGHT).mul(0.5).add(0.5).mul(SHADE.light).add(SHADE.ambient);
  }

  /** 1 on a contour line, a pixel wide. */
  #contours(level: Float, smooth: Float): Float {
    const { nodes } = this;
    const [from, to] = [SMOOTH_UP_TO, EXACT_FROM].map((u) => nodes.heightOf(float(u)));
    const height = mix(smooth, level, smoothstep(from!, to!, level));
    const slope = fwidth(height).max(1e-6);
    return CONTOURS.reduce<Float>((sum, u) => {
      const distance = height
        .sub(nodes.heightOf(float(u)))
        .abs()
        .div(slope);
      return sum.max(float(1).sub(smoothstep(0.4, 1.3, distance)));
    }, float(0));
  }
}
