import { attribute, float, Fn, int, Loop, positionGeometry, select, varying, vec3 } from 'three/tsl';
import { DoubleSide, Mesh, MeshBasicNodeMaterial } from 'three/webgpu';
import { rampColours } from './colours';
import { FAN_BANDS } from './fan-bands';
import type { Frame } from './frame';
import type { Layer } from './layer';
import { colourUniforms, ramp, setColours, type Float, type RowNodes, type Vec3 } from './nodes';
import { setInstances, stripGeometry } from './strips';

const STOPS = 7;
const LINE_WIDTH = 2.2;

/** Quantiles of θ over the settings, from above: x is the setting, the initial parameters first, and z is θ. */
export class Fan implements Layer {
  readonly objects;
  readonly #stops = colourUniforms(STOPS);
  readonly #bands;

  constructor(private readonly nodes: RowNodes) {
    this.#bands = stripGeometry(nodes.rows, FAN_BANDS.length);
    const line = stripGeometry(nodes.rows, 1);
    this.objects = [new Mesh(this.#bands, this.#bandMaterial()), new Mesh(line, this.#lineMaterial())];
  }

  update({ theme }: Frame): void {
    setColours(this.#stops, rampColours(STOPS, theme.paper));
    setInstances(
      this.#bands,
      'quantile',
      1,
      FAN_BANDS.map(({ quantile }) => quantile),
    );
    setInstances(
      this.#bands,
      'opacity',
      1,
      FAN_BANDS.map(({ opacity }) => opacity),
    );
  }

  #bandMaterial(): MeshBasicNodeMaterial {
    const row = positionGeometry.x;
    const lower = attribute<'float'>('quantile', 'float');
    const quantile = select(positionGeometry.y.lessThan(0.5), lower, float(1).sub(lower));
    const material = new MeshBasicNodeMaterial({ side: DoubleSide, transparent: true, depthWrite: false });
    material.positionNode = this.#place(row, quantile);
    material.colorNode = this.#colour();
    material.opacityNode = varying(attribute<'float'>('opacity', 'float'));
    material.maskNode = this.#isKnown(row);
    return material;
  }

  #lineMaterial(): MeshBasicNodeMaterial {
    const row = positionGeometry.x;
    const [before, point, after] = [-1, 0, 1].map((step) =>
      this.#place(row.add(step).clamp(0, this.nodes.rows - 1), float(0.5)),
    );
    const side = positionGeometry.y.mul(2).sub(1);
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    material.positionNode = this.nodes.besideLine(before!, point!, after!, side, float(LINE_WIDTH));
    material.colorNode = this.nodes.ink;
    material.maskNode = this.#isKnown(row);
    return material;
  }

  /** Whether both rows around are known. */
  #isKnown(row: Float) {
    return varying(this.nodes.isKnown(row)).greaterThan(0.99);
  }

  #colour(): Vec3 {
    const settings = Math.max(1, this.nodes.rows - 2);
    return ramp(this.#stops, varying(positionGeometry.x.sub(1).div(settings)));
  }

  #place(row: Float, quantile: Float): Vec3 {
    const { nodes } = this;
    const x = row
      .mul(2 / (nodes.rows - 1))
      .sub(1)
      .mul(nodes.halfWidth);
    const share = this.#columnOf(row, quantile).div(nodes.columns);
    return vec3(x, 0, float(0.5).sub(share).mul(nodes.depth));
  }

  /** Column, in fractions and counted from the grid's lower end, up to which a share of the parameters lies. */
  #columnOf(row: Float, quantile: Float): Float {
    const { nodes } = this;
    const find = Fn(() => {
      const low = int(0).toVar();
      const high = int(nodes.columns).toVar();
      Loop(Math.ceil(Math.log2(nodes.columns + 1)), () => {
        const middle = low.add(high).div(2).toVar();
        const isBelow = nodes.at(row, middle.toFloat()).w.lessThan(quantile).and(low.lessThan(high)).toVar();
        low.assign(select(isBelow, middle.add(1), low));
        high.assign(select(isBelow, high, middle));
      });
      return low.toFloat();
    });
    return find();
  }
}
