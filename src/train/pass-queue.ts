import { packStruct } from '../gpu/structs';
import type { StructLayout } from '../kernels/shader-source';
import { MAX_PASSES, UNIFORM_STRIDE } from '../plan/buffer-table';
import type { BoundKernels } from './bind-kernels';
import type { Pass } from './passes';

/**
 * Submits passes in slices of about `target` milliseconds, so that the device stays responsive and no driver's
 * watchdog fires; how the passes are cut does not change a bit of their results.
 */
export class PassQueue {
  readonly #uniforms = new ArrayBuffer(MAX_PASSES * UNIFORM_STRIDE);
  #slice = 1;
  /** Ends with the latest submission. */
  #inFlight: Promise<void> = Promise.resolve();

  constructor(
    private readonly device: GPUDevice,
    private readonly bound: BoundKernels,
    private readonly stepBuffer: GPUBuffer,
    private readonly stepLayout: StructLayout,
    private readonly target: number,
  ) {}

  /**
   * Submits the passes in order, for the first `models` models of the wave; resolves when the last of them are on their
   * way. Reading back what they write is the wait for them.
   *
   * @returns false when `signal` cut them short
   */
  async submit(passes: readonly Pass[], models: number, signal?: AbortSignal): Promise<boolean> {
    let first = 0;
    while (first < passes.length) {
      if (signal?.aborted) return false;
      const slice = passes.slice(first, first + this.#slice);
      first += slice.length;
      this.#submitSlice(slice, models);
      const started = performance.now();
      const done = this.device.queue.onSubmittedWorkDone();
      await this.#inFlight; // one submission runs while the next is encoded, never more
      this.#inFlight = done.then(() => this.#adapt(slice.length, performance.now() - started));
      // whoever submits more, or reads back, hears of it
      this.#inFlight.catch(() => {});
    }
    return true;
  }

  #adapt(passes: number, milliseconds: number): void {
    if (passes < this.#slice) return; // the last, shorter slice says nothing
    if (milliseconds > 2 * this.target) this.#slice = Math.max(1, Math.floor(this.#slice / 2));
    else if (milliseconds < this.target) this.#slice = Math.min(MAX_PASSES, this.#slice * 2);
  }

  /** Uploads the uniforms of the passes of one submission, for {@link encode}. */
  upload(passes: readonly Pass[]): void {
    const view = new DataView(this.#uniforms);
    // optimizer steps come first in a submission: the first of them takes the others along, if it is made for it
    const steps = passes.filter(isPersistent).length;
    passes.forEach(({ step }, i) =>
      packStruct(this.stepLayout, { ...step, following: Math.max(0, steps - 1 - i) }, view, i * UNIFORM_STRIDE),
    );
    this.device.queue.writeBuffer(this.stepBuffer, 0, this.#uniforms, 0, passes.length * UNIFORM_STRIDE);
  }

  /** Encodes the dispatches of passes that are uploaded, as a group that external tools show. */
  encode(compute: GPUComputePassEncoder, passes: readonly Pass[], models: number): void {
    compute.pushDebugGroup(`steps ${passes[0]!.step.step} to ${passes.at(-1)!.step.step}`);
    passes.forEach(({ dispatches }, i) => {
      for (const { kernel, layer, workgroups, persistent } of dispatches) {
        if (persistent && i > 0) continue;
        const { pipeline, group } = this.bound.get(`${kernel} ${layer}`)!;
        compute.setPipeline(pipeline);
        compute.setBindGroup(0, group, persistent ? [] : [i * UNIFORM_STRIDE]);
        compute.dispatchWorkgroups(workgroups, models);
      }
    });
    compute.popDebugGroup();
  }

  #submitSlice(passes: readonly Pass[], models: number): void {
    this.upload(passes);
    const encoder = this.device.createCommandEncoder({ label: 'passes' });
    const compute = encoder.beginComputePass({ label: 'passes' });
    this.encode(compute, passes, models);
    compute.end();
    this.device.queue.submit([encoder.finish()]);
  }
}

const isPersistent = ({ dispatches }: Pass): boolean => dispatches.some(({ persistent }) => persistent);
