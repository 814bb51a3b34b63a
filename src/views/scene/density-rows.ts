import { readBack } from '../../buffers/read-back';
import { createBindGroup, type Pipeline } from '../../gpu/pipelines';
import { packStruct } from '../../gpu/structs';
import * as kernels from '../../kernels';
import { SEEDS_FOR_QUANTILES } from '../../metrics/statistics';
import type { DensityStore } from '../density-store';
import type { ShownRow } from './shown-rows';

/** f32 of a row per column: median, low and high of the band, share of the parameters up to here. */
export const ROW_VALUES = 4;

/** The densities of the rows that are shown, reduced on the GPU from a store into a buffer that shaders draw from. */
export class DensityRows {
  /** (R, C, 4) f32: median, low and high in multiples of the initial level, share of the parameters up to the column. */
  readonly buffer: GPUBuffer;
  readonly #shape: GPUBuffer;
  readonly #spans: GPUBuffer;
  readonly #members: GPUBuffer;
  readonly #group: GPUBindGroup;

  /** @param pipeline that of the kernel density-rows, on the store's device */
  constructor(
    readonly store: DensityStore,
    readonly size: RowsSize,
    private readonly pipeline: Pipeline,
  ) {
    const { STORAGE, UNIFORM, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const make = (label: string, bytes: number, usage: number) =>
      store.device.createBuffer({ label, size: Math.max(bytes, 4), usage });
    const { rows, columns, members, level } = size;
    this.buffer = make('density rows', rows * columns * ROW_VALUES * 4, STORAGE | COPY_SRC);
    this.#shape = make('row shape', this.#layout('RowShape').size, UNIFORM | COPY_DST);
    this.#spans = make('row spans', rows * this.#layout('RowSpan').size, STORAGE | COPY_DST);
    this.#members = make('row members', members * 4, STORAGE | COPY_DST);
    this.#write(this.#shape, 'RowShape', [{ points: store.grid.points, columns, level }]);
    this.#group = createBindGroup(store.device, this.pipeline, {
      rowShape: this.#shape,
      spans: this.#spans,
      members: this.#members,
      history: store.buffer,
      rows: this.buffer,
    });
  }

  /** Submits the one dispatch that makes the rows anew. */
  compute(rows: readonly ShownRow[]): void {
    const { device } = this.store;
    let first = 0;
    const spans = rows.map(({ members, below, above }) => {
      const span = { first, count: members.length, tail: members.length < SEEDS_FOR_QUANTILES ? 0 : 0.1, below, above };
      first += members.length;
      return span;
    });
    this.#write(this.#spans, 'RowSpan', spans);
    device.queue.writeBuffer(this.#members, 0, Uint32Array.from(rows.flatMap(({ members }) => members)));
    const encoder = device.createCommandEncoder({ label: 'density rows' });
    const pass = encoder.beginComputePass({ label: this.pipeline.name });
    pass.setPipeline(this.pipeline.pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(kernels.densityRows.workgroups(), rows.length);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** The rows as they are now, (R, C, 4): densities leave the GPU for this alone. */
  async read(): Promise<Float32Array> {
    const [bytes] = await readBack(this.store.device, [this.buffer]);
    return new Float32Array(bytes!);
  }

  dispose(): void {
    for (const buffer of [this.buffer, this.#shape, this.#spans, this.#members]) buffer.destroy();
  }

  #layout(struct: string) {
    return this.pipeline.source.structs[struct]!;
  }

  #write(buffer: GPUBuffer, struct: string, values: readonly Record<string, number>[]): void {
    const layout = this.#layout(struct);
    const bytes = new DataView(new ArrayBuffer(layout.size * values.length));
    values.forEach((value, i) => packStruct(layout, value, bytes, i * layout.size));
    this.store.device.queue.writeBuffer(buffer, 0, bytes.buffer);
  }
}

export interface RowsSize {
  rows: number;
  /** At most the points of the grid. */
  columns: number;
  /** Models of all rows together, at most. */
  members: number;
  /** The initial level, as a probability per point. */
  level: number;
}
