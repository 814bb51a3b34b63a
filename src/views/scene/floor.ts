import { BufferAttribute, BufferGeometry, LineBasicNodeMaterial, LineSegments } from 'three/webgpu';
import { rgb } from './colours';
import { floorLines, type Segment } from './floor-lines';
import type { Frame } from './frame';
import type { Layer } from './layer';

/** The lines of the floor, and above them those of the rows that stand out. */
export class Floor implements Layer {
  readonly #grid = new Lines();
  readonly #chosen = new Lines();
  readonly objects = [this.#grid.object, this.#chosen.object];

  update(frame: Frame): void {
    const { grid, chosen } = floorLines(frame);
    this.#grid.draw(grid, frame.theme.grid);
    this.#chosen.draw(chosen, frame.theme.ink);
  }
}

class Lines {
  readonly #material = new LineBasicNodeMaterial();
  readonly object = new LineSegments(new BufferGeometry(), this.#material);
  #drawn = '';

  /** Makes buffers only when the lines have moved: hovering and training leave most of them where they are. */
  draw(segments: readonly Segment[], colour: string): void {
    this.#material.color.setRGB(...rgb(colour));
    const key = JSON.stringify(segments);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.object.visible = segments.length > 0;
    this.object.geometry.dispose();
    const positions = new BufferAttribute(Float32Array.from(segments.flat(2)), 3);
    this.object.geometry = new BufferGeometry().setAttribute('position', positions);
  }
}
