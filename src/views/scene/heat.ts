import { float, floor, fract, mix, positionGeometry, select, varying, vec3 } from 'three/tsl';
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshBasicNodeMaterial } from 'three/webgpu';
import { rgb } from './colours';
import type { Frame } from './frame';
import { HEAT_COLOURS } from './heat-scale';
import type { Layer } from './layer';
import { colourUniforms, ramp, setColours, type RowNodes } from './nodes';

/** Rows thicker than this many pixels are set apart by a line of paper. */
const APART = 14;

/** A cell per row and column from above, coloured by the density. */
export class Heat implements Layer {
  readonly objects;
  readonly #stops = colourUniforms(HEAT_COLOURS.light.length);

  constructor(private readonly nodes: RowNodes) {
    const corners = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0);
    const geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(corners, 3));
    geometry.setIndex([0, 1, 2, 2, 1, 3]);
    this.objects = [new Mesh(geometry, this.#material())];
  }

  update({ theme }: Frame): void {
    setColours(this.#stops, HEAT_COLOURS[theme.paper].map(rgb));
  }

  #material(): MeshBasicNodeMaterial {
    const { nodes } = this;
    const corner = positionGeometry.xy;
    const material = new MeshBasicNodeMaterial({ side: DoubleSide });
    material.positionNode = vec3(
      corner.x.mul(2).sub(1).mul(nodes.halfWidth),
      0,
      float(0.5).sub(corner.y).mul(nodes.depth),
    );
    const place = varying(corner);
    const along = place.y.mul(nodes.rows);
    const u = nodes.at(floor(along).min(nodes.rows - 1), floor(place.x.mul(nodes.columns))).x;
    const colour = ramp(this.#stops, nodes.heightOf(u).div(nodes.tallest));
    const thickness = nodes.depth.div(nodes.rows).div(nodes.pixel);
    const apart = thickness.greaterThan(APART).and(fract(along).mul(thickness).lessThan(1));
    material.colorNode = mix(colour, nodes.paper, select(apart, 1, 0));
    return material;
  }
}
