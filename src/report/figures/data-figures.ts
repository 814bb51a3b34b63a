import { axisX, axisY, binX, dot, gridY, rectY, ruleY, type RectYOptions } from '@observablehq/plot';
import { count } from '../../metrics/format';
import { shownValue } from '../../data/units';
import { compose } from './compose';
import { dataLegend, dataMarks, MOST_DOTS, rowsOf, truthOf, type Point } from './curve';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { LIGHT_COLOUR, TRUTH_COLOUR } from './palette';
import { GRID, plotPanel, tickText } from './plot-panel';
import { sentence } from './words';
import type { Rows } from '../../data/types';
import type { RunResult } from '../../metrics/types';

const HEIGHT = 300;
const [TRAIN, VALIDATION] = [LIGHT_COLOUR, TRUTH_COLOUR];

/** The data of the first seed, and how it is split. With several features there is no curve to draw. */
export function dataFigures(run: RunResult): Figure[] {
  const dataset = run.datasets[0];
  if (!dataset) return [];
  return dataset.features.length === 1 ? [rawData(run), splitScatter(run)] : [splitTargets(run)];
}

function rawData(run: RunResult): Figure {
  const { train, validation, description } = run.datasets[0]!;
  const points = [...dotsOf(run, train), ...dotsOf(run, validation)];
  const truth = truthOf(run, 0);
  return compose({
    name: 'raw_data',
    angle: 'data',
    title: 'The data',
    legend: dataLegend(truth, 'rows'),
    rows: [[scatterPanel(run, FIGURE_WIDTH - 28, dataMarks(points, truth))]],
    caption: sentence(description, shownOf(points.length, train.count + validation.count)),
  });
}

function splitScatter(run: RunResult): Figure {
  const { train, validation } = run.datasets[0]!;
  const dots = (rows: Rows, fill: string): ReturnType<typeof dot> =>
    dot(dotsOf(run, rows), { x: '0', y: '1', r: 1.2, fill, fillOpacity: 0.55 });
  return compose({
    name: 'dataset',
    angle: 'data',
    title: 'Training and validation rows',
    legend: splitLegend(train, validation),
    rows: [[scatterPanel(run, FIGURE_WIDTH - 28, [dots(train, TRAIN), dots(validation, VALIDATION)])]],
    caption: splitCaption(run, train, validation),
  });
}

/** Both splits are thinned by the same share, so that their density can be compared. */
function dotsOf(run: RunResult, rows: Rows): Point[] {
  const { train, validation } = run.datasets[0]!;
  const share = Math.min(1, (2 * MOST_DOTS) / (train.count + validation.count));
  return rowsOf(run, 0, rows, 0, Math.max(2, Math.round(share * rows.count)));
}

/** Distribution of each target in both splits. */
function splitTargets(run: RunResult): Figure {
  const { targets, train, validation } = run.datasets[0]!;
  const shown = targets.slice(0, 4);
  return compose({
    name: 'dataset',
    angle: 'data',
    title: 'Targets of the training and validation rows',
    legend: splitLegend(train, validation),
    rows: shown.map((target, k) => [
      plotPanel({
        width: FIGURE_WIDTH - 28,
        height: 200,
        marginLeft: 56,
        marginBottom: 40,
        marginTop: 28,
        x: { label: target.name, nice: true, tickFormat: tickText },
        y: { label: 'share of the rows', grid: true },
        marks: [
          histogram(targetValues(run, train, k), TRAIN),
          histogram(targetValues(run, validation, k), VALIDATION),
          ruleY([0]),
        ],
      }),
    ]),
    caption: sentence(
      splitCaption(run, train, validation),
      shown.length < targets.length ? `The first ${shown.length} of ${targets.length} targets are drawn.` : '',
    ),
  });
}

function histogram(values: number[], fill: string): ReturnType<typeof rectY> {
  return rectY(
    values,
    binX<RectYOptions>({ y: 'proportion' }, { x: { value: values, thresholds: 30 }, fill, fillOpacity: 0.45 }),
  );
}

function targetValues(run: RunResult, rows: Rows, k: number): number[] {
  const { targets } = run.datasets[0]!;
  return Array.from({ length: rows.count }, (_, n) =>
    shownValue(run.spec.data, targets[k]!, rows.y[n * targets.length + k]!),
  );
}

function scatterPanel(run: RunResult, width: number, marks: Parameters<typeof plotPanel>[0]['marks'] = []): Panel {
  const { features, targets } = run.datasets[0]!;
  return plotPanel({
    width,
    height: HEIGHT,
    marginLeft: 56,
    marginBottom: 40,
    marginTop: 28,
    x: { nice: false },
    y: { nice: true },
    marks: [
      gridY(GRID),
      axisX({ label: features[0]!.name, tickFormat: tickText }),
      axisY({ label: targets[0]!.name, tickFormat: tickText }),
      ...marks,
    ],
  });
}

function splitLegend(train: Rows, validation: Rows): Parameters<typeof compose>[0]['legend'] & object {
  return [
    { label: `training, ${count(train.count)} rows`, colour: TRAIN, look: 'dots' },
    { label: `validation, ${count(validation.count)} rows`, colour: VALIDATION, look: 'dots' },
  ];
}

function splitCaption({ datasets }: RunResult, train: Rows, validation: Rows): string {
  const split = `${count(train.count)} rows train the networks, ${count(validation.count)} validate them`;
  return datasets.length > 1 ? `${split}; each seed has its own split, the first one is drawn.` : split;
}

function shownOf(shown: number, all: number): string {
  return shown < all ? `${count(shown)} of ${count(all)} rows are drawn.` : `All ${count(all)} rows are drawn.`;
}
