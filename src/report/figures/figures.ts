import { variedOf } from '../../spec';
import { dataFigures } from './data-figures';
import { densityBeforeAfter, densityRows } from './parameter-density';
import { divergenceFigure } from './divergence';
import { dropoutPredictions } from './dropout-predictions';
import { heatMap } from './heat-map';
import { modelTraining, sweepTraining } from './training';
import { networkFigure } from './network';
import { predictedActual } from './predicted-actual';
import { predictionCurves } from './predictions';
import { sweepTitle, sweepView, type SweepView } from './sweep-view';
import type { Figure } from './figure';
import type { RunSummary } from '../../metrics/summary';
import type { RunResult } from '../../metrics/types';
import type { SweepSpec } from '../../spec/types';

/** Every figure of a run: the data and the network, then the three angles of each sweep. */
export function figuresOf(run: RunResult, summary: RunSummary): Figure[] {
  const figures = run.spec.sweeps.flatMap((sweep) => sweepFigures(run, summary, sweep));
  return distinct([...dataFigures(run), networkFigure(run.spec), ...figures]);
}

/** Sweeps whose names differ only in punctuation would share their files. */
function distinct(figures: Figure[]): Figure[] {
  const uses = new Map<string, number>();
  return figures.map((figure) => {
    const use = (uses.get(figure.name) ?? 0) + 1;
    uses.set(figure.name, use);
    return use === 1 ? figure : { ...figure, name: `${figure.name}_${use}` };
  });
}

function sweepFigures(run: RunResult, summary: RunSummary, sweep: SweepSpec): Figure[] {
  const view = sweepView(sweep, summary.groups);
  if (view.settings.length === 0) return [];
  const { training, predictions, ptheta, divergence, map } = names(sweep);
  const title = (angle: string): string => `${sweepTitle(sweep)}: ${angle}`;
  const varied = variedOf(sweep).length;
  // Every combination of its axes: neither a zip, nor a sample, nor an axis that depends on another.
  const isGrid = sweep.axes.length === varied && sweep.axes.every(({ when }) => !when);
  if (varied === 0) {
    return [
      modelTraining(training, title('losses while training'), view),
      ...predictionFigures(run, predictions, title('prediction'), view),
      densityBeforeAfter(ptheta, title('p(θ) before and after training'), summary.grid, view),
    ];
  }
  return [
    sweepTraining(training, title('losses while training'), view),
    ...(isGrid && varied === 2 ? [heatMap(map, title('final validation loss'), sweep, summary.groups)] : []),
    ...predictionFigures(run, predictions, title('predictions'), view),
    densityRows(ptheta, title('p(θ)'), summary.grid, view),
    ...(isGrid && varied === 1
      ? [divergenceFigure(divergence, title('entropy and divergence of p(θ)'), run, summary.grid, view)]
      : []),
  ];
}

function predictionFigures(run: RunResult, name: string, title: string, view: SweepView): Figure[] {
  if (run.datasets[0]!.features.length > 1) return predictedActual(name, title, run, view);
  const overDropout = view.sweep.axes[0]?.path.startsWith('regularization.dropout');
  return [overDropout ? dropoutPredictions(name, title, run, view) : predictionCurves(name, title, run, view)];
}

interface Names {
  training: string;
  predictions: string;
  ptheta: string;
  divergence: string;
  map: string;
}

/** File names: the article's own for its three sweeps, else after the sweep. */
function names({ name }: SweepSpec): Names {
  const prefix = name === 'l2' ? 'lambda' : slug(name);
  const generic = {
    training: `${prefix}-training`,
    predictions: `${prefix}-predictions`,
    ptheta: `${prefix}-ptheta`,
    divergence: `${prefix}-divergence`,
    map: `${prefix}-map`,
  };
  if (name !== 'baseline') return generic;
  return {
    ...generic,
    training: 'plain-training',
    predictions: 'model-prediction-comparison',
    ptheta: 'model-vs-uniform',
  };
}

/** Letters, digits and hyphens: safe as a file name everywhere. */
export function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'sweep'
  );
}
