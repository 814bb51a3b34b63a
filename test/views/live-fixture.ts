import { logDensity } from '../../src/metrics/density';
import { divergence, entropy } from '../../src/metrics/entropy';
import { ARTICLE_GRID } from '../../src/density-grid';
import { maximum } from '../../src/metrics/statistics';
import { LiveRun } from '../../src/views/live-run';
import type { DensityNumbers, ModelResult, RunResult } from '../../src/metrics/types';
import type { ModelSnapshot, Snapshot } from '../../src/train/run';
import type { Model, Setting } from '../../src/spec/types';
import type { ViewState } from '../../src/views/view';

/** A live run of a synthetic result's models before their first epoch. */
export function waitingRun(run: RunResult): LiveRun {
  return new LiveRun({
    spec: run.spec,
    models: withSharedSettings(run.models.map(({ model }) => model)),
    densityGrid: ARTICLE_GRID,
    datasets: run.datasets,
    livePoints: run.predictionPoints,
    datasetOf: (model) => run.models[model]!.dataset,
    initialWeights: ({ index }) => run.models[index]!.initialWeights,
    finalWeights: (model) => run.models[model]!.weights,
    stoppedAt: (model) => run.models[model]!.stoppedAt,
    recorded: () => null,
  });
}

/** As `expand` makes them: models of one point of a sweep share their setting. */
function withSharedSettings(models: readonly Model[]): Model[] {
  const first = new Map<string, Setting>();
  return models.map((model) => {
    const point = JSON.stringify([model.sweep, model.values]);
    first.set(point, first.get(point) ?? model.setting);
    return { ...model, setting: first.get(point)! };
  });
}

/** … after `epochs` epochs, or as many as each model has. */
export function trainedRun(run: RunResult, epochs = Infinity): LiveRun {
  const live = waitingRun(run);
  const densities = new Map(run.models.map((result) => [result, densityNumbers(result)]));
  const most = Math.max(...run.models.map(({ trainLoss }) => trainLoss.length));
  for (let epoch = 1; epoch <= Math.min(epochs, most); epoch++) {
    const models = run.models.filter(({ trainLoss }) => trainLoss.length >= epoch);
    live.add(
      snapshot(
        models.map((result) => modelSnapshot(result, epoch, densities.get(result))),
        epoch,
      ),
    );
  }
  return live;
}

export function snapshot(models: ModelSnapshot[], epoch: number): Snapshot {
  return { wave: 0, epoch, models, modelSteps: 0, totalModelSteps: 1, seconds: 0 };
}

/** The result's losses at the epoch, its final parameters and predictions. */
export function modelSnapshot(
  result: ModelResult,
  epoch: number,
  density: DensityNumbers | null = null,
): ModelSnapshot {
  return {
    index: result.model.index,
    trainLoss: result.trainLoss[epoch - 1]!,
    validationLoss: result.validationLoss[epoch - 1]!,
    divergedAt: result.divergedAt,
    statistics: result.statistics,
    density: null,
    densityNumbers: density,
    predictions: result.predictions,
  };
}

/** What a view is given of the sweep `l2`, unless another one is named. */
export function stateOf(
  run: LiveRun,
  { sweep = 'l2', ...rest }: Partial<Omit<ViewState, 'sweep'>> & { sweep?: string } = {},
): ViewState {
  const looked = run.sweeps.find(({ name }) => name === sweep)!;
  return { run, sweep: looked, epoch: looked.settings[0]!.models[0]!.epochs, hovered: null, pins: [], ...rest };
}

function densityNumbers({ weights, initialWeights }: ModelResult): DensityNumbers {
  const [initial, now] = [initialWeights, weights].map((theta) => logDensity(theta, ARTICLE_GRID));
  return {
    peak: Math.exp(maximum(now!)),
    entropy: entropy(now!),
    divergence: divergence(initial!, now!),
    central: 0,
    below: 0,
    above: 0,
  };
}
