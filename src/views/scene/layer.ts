import type { LineSegments, Mesh } from 'three/webgpu';
import type { Frame } from './frame';

/** A part of the scene: owns its meshes. */
export interface Layer {
  readonly objects: readonly (Mesh | LineSegments)[];
  update(frame: Frame): void;
}

export function disposeLayer({ objects }: Layer): void {
  for (const { geometry, material } of objects) {
    geometry.dispose();
    [material].flat().forEach((one) => one.dispose());
  }
}
