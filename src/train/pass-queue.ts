import { answer } from '../gpu/answer';
import { packStruct } from '../gpu/structs';
import type { StructLayout } from '../kernels/shader-source';
import { MAX_PASSES, UNIFORM_STRIDE } from '../plan/buffer-table';
import type { BoundKernels } from './bind-kernels';
import type { RunOptions } from './options';
import type { Pass } from './passes';
import { Slicer, type Slice } from './slicer';

/** How a run shares the device with others. */
export type Pacing = Pick<RunOptions, 'targetMilliseconds' | 'lowPriority'>;

/** Length of a submission to aim at where nobody says it, in milliseconds. */
const TARGET = 100;

/**
 * Submits passes in slices of about so many milliseconds, so that the device stays responsive and no driver's watchdog
 * fires; how the passes are cut does not change a bit of their results.
 */
export class PassQueue {
  readonly #uniforms = new ArrayBuffer(MAX_PASSES * UNIFORM_STRIDE);
  readonly #slicer: Slicer;
  /** Ends with the latest submission, at this time. */
  #inFlight: Promise<number> = Promise.resolve(0);

  constructor(
    private readonly device: GPUDevice,
    /** Replaced where a change of the settings takes others. */
    public kernels: BoundKernels,
    private readonly stepBuffer: GPUBuffer,
    private readonly stepLayout: StructLayout,
    private readonly pacing: Pacing,
  ) {
    this.#slicer = new Slicer(pacing.targetMilliseconds ?? TARGET, kernels.grain);
  }

  /**
   * Submits the passes in order, for the first `models` models of the wave; resolves when the last of them are on their
   * way. Reading back what they write is the wait for them.
   *
   * @returns false when `signal` cut them short
   */
  async submit(passes: readonly Pass[], models: number, signal?: AbortSignal): Promise<boolean> {
    let [pass, first] = [0, 0];
    while (pass < passes.length) {
      if (signal?.aborted) return false;
      const slice = this.#slicer.cut(passes.length - pass, first, models);
      this.#submitSlice(passes.slice(pass, pass + slice.passes), slice);
      const done = this.#timed(slice, performance.now(), this.#inFlight);
      // whoever submits more, or reads back, hears of it
      done.catch(() => {});
      // one submission runs while the next is encoded, never more
      await (this.pacing.lowPriority ? this.#leaveRoom(done) : this.#inFlight);
      this.#inFlight = done;
      first = (first + slice.models) % models;
      if (first === 0) pass += slice.passes;
    }
    return true;
  }

  /** Resolves when a submission is done, to the time then; it began when the one before it was done. */
  async #timed(slice: Slice, submitted: number, before: Promise<number>): Promise<number> {
    await answer(this.device, this.device.queue.onSubmittedWorkDone());
    const ended = performance.now();
    this.#slicer.adapt(slice, ended - Math.max(submitted, await before));
    return ended;
  }

  /** Waits for a submission, and as long again. */
  async #leaveRoom(done: Promise<number>): Promise<void> {
    const started = performance.now();
    const ended = await done;
    await new Promise((resolve) => setTimeout(resolve, ended - started));
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
  encode(compute: GPUComputePassEncoder, passes: readonly Pass[], models: number, first = 0): void {
    compute.pushDebugGroup(`steps ${passes[0]!.step.step} to ${passes.at(-1)!.step.step}`);
    passes.forEach(({ dispatches }, i) => {
      for (const { kernel, layer, workgroups, persistent } of dispatches) {
        if (persistent && i > 0) continue;
        const { pipeline, group } = this.kernels.get(kernel, layer, first);
        compute.setPipeline(pipeline);
        compute.setBindGroup(0, group, persistent ? [] : [i * UNIFORM_STRIDE]);
        compute.dispatchWorkgroups(workgroups, models);
      }
    });
    compute.popDebugGroup();
  }

  #submitSlice(passes: readonly Pass[], { first, models }: Slice): void {
    this.upload(passes);
    const encoder = this.device.createCommandEncoder({ label: 'passes' });
    const compute = encoder.beginComputePass({ label: 'passes' });
    this.encode(compute, passes, models, first);
    compute.end();
    this.device.queue.submit([encoder.finish()]);
  }
}

const isPersistent = ({ dispatches }: Pass): boolean => dispatches.some(({ persistent }) => persistent);
