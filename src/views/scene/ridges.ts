import { attribute, float, mix, positionGeometry, select, smoothstep, step, varying, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial, type InstancedBufferGeometry } from 'three/webgpu';
import { RidgeLines } from './ridge-lines';
import { rowColours } from './colours';
import type { Frame } from './frame';
import type { Layer } from './layer';
import { knownRows } from './looks';
import { hatching, type Float, type RowNodes, type Vec3 } from './nodes';
import { LINEAR_CAP } from './scales';
import { setInstances, stripGeometry } from './strips';

/** Pixels of the lid on a ridge that its scale cuts. */
const LID = 9;
const BAND_OPACITY = 0.34;

/** A wall per row from the floor up to its median, with the band of its seeds and a line along its edge. */
export class Ridges implements Layer {
  readonly objects;
  readonly #lines: RidgeLines;
  readonly #strip: InstancedBufferGeometry;

  /** @param hasBands whether any row is of several models */
  constructor(
    private readonly nodes: RowNodes,
    hasBands: boolean,
  ) {
    this.#strip = stripGeometry(nodes.columns, nodes.rows);
    this.#lines = new RidgeLines(nodes, nodes.rows);
    const walls = new Mesh(this.#strip, this.#wallMaterial());
    const bands = new Mesh(this.#strip, this.#bandMaterial());
    this.objects = hasBands ? [walls, ...this.#lines.objects, bands] : [walls, ...this.#lines.objects];
  }

  update(frame: Frame): void {
    // Back to front, so that the bands blend with what lies behind them.
    const order = knownRows(frame).toReversed();
    const most = this.nodes.rows;
    setInstances(this.#strip, 'row', 1, order, most);
    setInstances(this.#strip, 'line', 3, rowColours(frame, order, 'line'), most);
    setInstances(this.#strip, 'fill', 3, rowColours(frame, order, 'fill'), most);
    this.#strip.instanceCount = order.length;
    this.#lines.draw(frame, order, rowColours(frame, order, 'line'));
  }

  #wallMaterial(): MeshBasicNodeMaterial {
    const { nodes } = this;
    const row = attribute<'float'>('row', 'float');
    const fill = attribute<'vec3'>('fill', 'vec3');
    const column = positionGeometry.x;
    const top = nodes.heightOf(nodes.at(row, column).x);
    const height = varying(top.mul(positionGeometry.y));
    const u = varying(nodes.at(row, column).x);
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    material.positionNode = vec3(nodes.x(column), top.mul(positionGeometry.y).mul(nodes.unitHeight), nodes.z(row));
    const risen = height.div(nodes.tallest).clamp(0, 1).sqrt();
    const wall = mix(nodes.paper, fill, risen.mul(0.68).add(0.12));
    material.colorNode = mix(wall, this.#lidColour(u, fill), this.#isLid(u, height));
    return material;
  }

  /** 1 within the lid, which lies flat where the scale cuts the ridge. */
  #isLid(u: Float, height: Float): Float {
    const below = this.nodes.tallest.sub(height).mul(this.nodes.unitHeight);
    const cut = step(LINEAR_CAP, u).mul(this.nodes.isLinear);
    return cut.mul(float(1).sub(step(LID, below)));
  }

  /** The darker, the more is cut off. */
  #lidColour(u: Float, fill: Vec3): Vec3 {
    const overflow = smoothstep(Math.log(LINEAR_CAP), Math.log(100), u.max(1).log());
    return mix(mix(fill, this.nodes.ink, overflow.mul(0.75)), this.nodes.paper, hatching().mul(0.75));
  }

  #bandMaterial(): MeshBasicNodeMaterial {
    const { nodes } = this;
    const row = attribute<'float'>('row', 'float');
    const values = nodes.at(row, positionGeometry.x);
    const u = select(positionGeometry.y.lessThan(0.5), values.y, values.z);
    const material = new MeshBasicNodeMaterial({ side: DoubleSide, transparent: true, depthWrite: false });
    // A little nearer than the wall that it covers in part.
    material.positionNode = vec3(
      nodes.x(positionGeometry.x),
      nodes.heightOf(u).mul(nodes.unitHeight),
      nodes.z(row).add(0.5),
    );
    material.colorNode = attribute<'vec3'>('line', 'vec3');
    material.opacityNode = float(BAND_OPACITY);
    return material;
  }
}
