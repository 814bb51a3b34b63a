import type { Buffers } from '../buffers/allocate';
import { createBindGroup, createPipeline, type Pipeline } from '../gpu/pipelines';
import { densitySummary, thetaDensity, thetaStatistics } from '../kernels';
import { DENSITY_BINS } from '../kernels/theta-density';
import type { WavePlan } from '../plan/wave-plan';
import type { DensitySink } from './options';

export interface ObserverOptions {
  /** Whether the density of the parameters is estimated for the host. */
  density: boolean;
  /** Takes the densities over on the GPU, which are then estimated as well. */
  sink: DensitySink | null;
}

/** The compiled kernels; null for those that nobody wants. */
export interface ObserverPipelines {
  statistics: Pipeline;
  density: Pipeline | null;
  summary: Pipeline | null;
}

interface Observer {
  pipeline: GPUComputePipeline;
  group: GPUBindGroup;
  /** Workgroups per model. */
  workgroups: number;
}

/** The kernels that look at the parameters of a wave between two epochs. */
export class Observers {
  readonly #statistics: Observer;
  readonly #density: Observer | null;
  readonly #summary: Observer | null;

  constructor(
    private readonly device: GPUDevice,
    private readonly wave: WavePlan,
    private readonly buffers: Buffers,
    private readonly sink: DensitySink | null,
    { statistics, density, summary }: ObserverPipelines,
  ) {
    const bind = (pipeline: Pipeline, workgroups: number) => bindObserver(device, pipeline, buffers, workgroups);
    this.#statistics = bind(statistics, wave.layout.layers.length);
    this.#density = density && bind(density, thetaDensity.workgroups());
    this.#summary = summary && bind(summary, densitySummary.workgroups());
  }

  /** Hands the sink the densities of the parameters as they lie on the device, and keeps them as the initial ones. */
  begin(): void {
    if (!this.sink) return;
    const initial = this.buffers.get('initialLogDensities');
    this.#submit([this.#density], this.wave.models.length, 0, (encoder) =>
      encoder.copyBufferToBuffer(this.buffers.get('logDensities'), 0, initial, 0, initial.size),
    );
  }

  /** Observes the first `models` models, which have been trained for `epochs` epochs. */
  observe(models: number, epochs: number): void {
    this.#submit([this.#statistics, this.#density, this.#summary], models, epochs);
  }

  #submit(
    observers: readonly (Observer | null)[],
    models: number,
    epochs: number,
    then: (encoder: GPUCommandEncoder) => void = () => {},
  ): void {
    const encoder = this.device.createCommandEncoder({ label: 'observe' });
    const pass = encoder.beginComputePass({ label: 'observe' });
    for (const { pipeline, group, workgroups } of observers.filter((observer) => observer !== null)) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups, models);
    }
    pass.end();
    then(encoder);
    this.sink?.receive(encoder, this.buffers.get('logDensities'), this.wave.models.slice(0, models), epochs);
    this.device.queue.submit([encoder.finish()]);
  }
}

/** Compiles the kernels that observe; once per device. */
export async function compileObservers(
  device: GPUDevice,
  { density, sink }: ObserverOptions,
): Promise<ObserverPipelines> {
  const [statistics, densities, summary] = await Promise.all([
    createPipeline(device, thetaStatistics),
    density || sink ? createPipeline(device, thetaDensity, DENSITY_BINS) : null,
    sink && createPipeline(device, densitySummary),
  ]);
  return { statistics, density: densities, summary };
}

function bindObserver(device: GPUDevice, pipeline: Pipeline, buffers: Buffers, workgroups: number): Observer {
  const named = Object.keys(pipeline.source.bindings).map((name): [string, GPUBuffer] => [name, buffers.get(name)]);
  return {
    pipeline: pipeline.pipeline,
    group: createBindGroup(device, pipeline, Object.fromEntries(named)),
    workgroups,
  };
}
