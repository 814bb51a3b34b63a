import { BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry } from 'three/webgpu';

/**
 * A strip of `length` pairs of vertices, drawn once per instance: `position` is (place along the strip, side 0 or 1, 0).
 * What differs from instance to instance are attributes of its own.
 */
export function stripGeometry(length: number, instances: number): InstancedBufferGeometry {
  const places = Float32Array.from(
    { length: 6 * length },
    (_, i) => [Math.floor(i / 6), Math.floor(i / 3) % 2, 0][i % 3]!,
  );
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(places, 3));
  geometry.setIndex(
    Array.from({ length: length - 1 }, (_, i) => [0, 2, 1, 1, 2, 3].map((corner) => 2 * i + corner)).flat(),
  );
  geometry.instanceCount = instances;
  return geometry;
}

/** A grid of `columns` × `rows` vertices: `position` is (column, row, 0). */
export function gridGeometry(columns: number, rows: number): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  const places = new Float32Array(3 * columns * rows);
  for (let i = 0; i < columns * rows; i++) places.set([i % columns, Math.floor(i / columns), 0], 3 * i);
  geometry.setAttribute('position', new BufferAttribute(places, 3));
  const indices = new Uint32Array(6 * (columns - 1) * (rows - 1));
  for (let cell = 0; cell < indices.length / 6; cell++) {
    const corner = Math.floor(cell / (columns - 1)) * columns + (cell % (columns - 1));
    const next = corner + columns;
    indices.set([corner, corner + 1, next, next, corner + 1, next + 1], 6 * cell);
  }
  geometry.setIndex(new BufferAttribute(indices, 1));
  geometry.instanceCount = 1;
  return geometry;
}

/**
 * Sets an attribute that differs from instance to instance, (instances, size), keeping its buffer.
 *
 * @param most instances that there may ever be
 */
export function setInstances(
  geometry: InstancedBufferGeometry,
  name: string,
  size: number,
  values: readonly number[],
  most = values.length / size,
): void {
  const found = geometry.getAttribute(name);
  const attribute =
    found instanceof InstancedBufferAttribute
      ? found
      : new InstancedBufferAttribute(new Float32Array(most * size), size);
  attribute.copyArray(values).needsUpdate = true;
  if (attribute !== found) geometry.setAttribute(name, attribute);
}
