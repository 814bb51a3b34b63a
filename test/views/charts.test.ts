import { describe, expect, it } from 'vitest';
import { parseHTML } from 'linkedom';
import { linear, spreadOut, ticksOf } from '../../src/views/axis';
import { svgText } from '../../src/views/export/files';
import { pictureOf } from '../../src/views/export/picture';
import { SvgContext } from '../../src/views/export/svg-context';
import { sorted } from '../../src/views/listing';
import { LiveModel } from '../../src/views/live-model';
import { lossBand } from '../../src/views/losses/loss-band';
import { LOSS_LISTING } from '../../src/views/losses/loss-table';
import { LOSSES } from '../../src/views/losses/losses';
import { columnsOf } from '../../src/views/numbers/columns';
import { liveClaims } from '../../src/views/numbers/live-claims';
import { NUMBER_LISTING } from '../../src/views/numbers/number-table';
import { NUMBERS } from '../../src/views/numbers/numbers';
import { PREDICTION_LISTING } from '../../src/views/predictions/prediction-table';
import { PREDICTIONS } from '../../src/views/predictions/predictions';
import { shownPredictions } from '../../src/views/predictions/shown-predictions';
import { articleRun, tableRun } from '../report/fixture';
import { modelSnapshot, snapshot, stateOf, trainedRun, waitingRun } from './live-fixture';
import type { Chart } from '../../src/views/chart';
import type { LiveRun } from '../../src/views/live-run';
import type { RunResult } from '../../src/metrics/types';
import type { Theme } from '../../src/views/theme';
import type { ViewState } from '../../src/views/view';

const SIZE = { width: 400, height: 250 };
const THEME: Theme = {
  paper: 'light',
  paperColour: '#ffffff',
  ink: '#1f2430',
  faintInk: '#5b6270',
  grid: '#dfe1e6',
  font: "system-ui, 'Segoe UI'",
  fontSize: 11,
};
const widthOf = (text: string): number => 6 * text.length;

const pickOf = (chart: Chart, state: ViewState) => chart.draw(new SvgContext(SIZE, THEME, widthOf), state, SIZE, THEME);

function drawn(chart: Chart, state: ViewState) {
  const svg = svgText(pictureOf(chart, state), SIZE, THEME, widthOf);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(svg.split('<g').length).toBe(svg.split('</g>').length);
  return parseHTML(svg).document.documentElement;
}

/** The article's run with one weak setting taken for `count` values of λ, one of which diverged. */
function fineRun(count: number): RunResult {
  const run = articleRun(1, 5);
  const values = Array.from({ length: count }, (_, i) => 10 ** (-5 + i / count));
  const like = run.models.find(({ model }) => model.sweep === 'l2')!;
  const models = values.map((value, index) => ({
    ...like,
    divergedAt: index === 7 ? 12 : null,
    model: { ...like.model, index, setting: { ...like.model.setting }, values: { 'regularization.l2Penalty': value } },
  }));
  const sweep = { name: 'l2', set: {}, axes: [{ path: 'regularization.l2Penalty', values }] };
  return { ...run, models, spec: { ...run.spec, sweeps: [sweep] } };
}

const csvLines = (chart: Chart, state: ViewState): string[] => pictureOf(chart, state).csv().trim().split('\r\n');

const verdicts = (run: LiveRun, epoch: number): Record<string, string> =>
  Object.fromEntries(liveClaims(run, epoch).map(({ id, verdict }) => [id, verdict]));

const textsOf = (root: Element): string[] => [...root.querySelectorAll('text')].map(({ textContent }) => textContent);

describe('axes', () => {
  it('tick at round numbers, and spread labels within their range', () => {
    expect(ticksOf(-3.5, 0, 6)).toEqual([-3, -2, -1, 0]);
    expect(spreadOut([10, 11, 12], 5, [0, 16])).toEqual([6, 11, 16]);
    expect(linear([0, 10], [100, 0])(2.5)).toBe(75);
  });
});

describe('loss bands', () => {
  it('are median and range over few seeds, by epoch, and grow with the run', () => {
    const result = articleRun(3, 6);
    const run = trainedRun(result, 2);
    const [setting] = run.sweeps[1]!.settings;
    expect(lossBand(setting!).epochs).toBe(2);
    for (const model of setting!.models) {
      run.add(snapshot([modelSnapshot(result.models[model.model.index]!, 3)], 3));
    }
    const { train, epochs } = lossBand(setting!);
    const logs = setting!.models.map(({ trainLoss }) => Math.log10(trainLoss[2]!)).sort((a, b) => a - b);
    expect(epochs).toBe(3);
    expect([train.low[2], train.middle[2], train.high[2]]).toEqual(logs);
    expect(train.middle[3]).toBeNaN();
  });

  it('leave out diverged models and count them', () => {
    const result = articleRun(2, 6);
    const diverged = result.models.find(({ model }) => model.sweep === 'l2')!;
    diverged.divergedAt = 12;
    const run = trainedRun(result);
    const setting = run.sweeps[1]!.settings[0]!;
    expect(lossBand(setting).diverged).toBe(1);
    expect(lossBand(setting).train.high[5]).toBeCloseTo(Math.log10(setting.models[1]!.lossAt(6).train), 12);
    expect(textsOf(drawn(LOSSES, stateOf(run)))).toContain('✕ 1 model diverged');
  });
});

describe('a chart of losses', () => {
  const run = trainedRun(articleRun(2, 20));

  it('names its lines and finds the one that is pointed at', () => {
    const state = stateOf(run);
    const names = textsOf(drawn(LOSSES, state));
    for (const { label } of state.sweep.settings) expect(names).toContain(label);
    const strongest = state.sweep.settings.at(-1)!;
    const found = Array.from({ length: SIZE.height }, (_, y) => pickOf(LOSSES, state)(200, y));
    expect(found).toContain(strongest);
    expect(pickOf(LOSSES, state)(5, 5)).toBeNull();
  });

  it('marks pins and is drawn before the first epoch, too', () => {
    const pinned = stateOf(run);
    const setting = pinned.sweep.settings[2]!;
    expect(textsOf(drawn(LOSSES, { ...pinned, pins: [setting] }))).toContain(`● ${setting.label}`);
    expect(textsOf(drawn(LOSSES, stateOf(waitingRun(articleRun(1, 5)))))).toContain('epoch');
  });
});

describe('a chart of predictions', () => {
  it('shows the three dropout semantics side by side', () => {
    const run = trainedRun(articleRun(1, 5));
    const titles = textsOf(drawn(PREDICTIONS, stateOf(run, { sweep: 'dropout' })));
    expect(titles).toEqual(expect.arrayContaining(['dropout always on', 'dropout off', 'dropout mean ± sd']));
    expect(textsOf(drawn(PREDICTIONS, stateOf(run)))).not.toContain('dropout off');
  });

  it('compares with the actual values where there are several features', () => {
    const run = trainedRun(tableRun());
    const state = stateOf(run, { sweep: 'rate & decay' });
    expect(textsOf(drawn(PREDICTIONS, state))).toContain('actual price');
    expect(PREDICTIONS.describe(state)).toMatch(/against its actual values/);
  });

  it('waits for the first epoch', () => {
    const state = stateOf(waitingRun(articleRun(1, 5)));
    drawn(PREDICTIONS, state);
    expect(PREDICTIONS.describe(state)).toMatch(/none yet/);
  });
});

it('shows the weakest setting, the middle of every axis and the strongest, while none is selected', () => {
  const run = fineRun(9);
  const values = [0, 0.5, 1];
  const axes = ['regularization.l2Penalty', 'regularization.dropout'].map((path) => ({ path, values }));
  const models = run.models.map((result, i) => {
    const pair = [values[Math.floor(i / 3)]!, values[i % 3]!];
    const point = Object.fromEntries(axes.map(({ path }, axis) => [path, pair[axis]!]));
    return { ...result, divergedAt: null, model: { ...result.model, values: point } };
  });
  const spec = { ...run.spec, sweeps: [{ name: 'l2', set: {}, axes }] };
  const shown = shownPredictions(stateOf(trainedRun({ ...run, models, spec })));
  expect(shown.map(({ model }) => model.model.index)).toEqual([0, 4, 8]);
});

it('names, and predicts by, what is still trained where most models have stopped', () => {
  const run = fineRun(40);
  const models = run.models.map((result, i) => {
    const trained = { ...result, divergedAt: null };
    if (i === 21) return trained;
    const [trainLoss, validationLoss] = [result.trainLoss.slice(0, 3), result.validationLoss.slice(0, 3)];
    return { ...trained, stoppedAt: 3, trainLoss, validationLoss };
  });
  const state = stateOf(trainedRun({ ...run, models }), { epoch: 5 });
  expect(shownPredictions(state).map(({ model }) => model.model.index)).toEqual([21]);
  expect(textsOf(drawn(LOSSES, state))).toContain(state.sweep.settings[21]!.label);
});

describe('a chart of numbers', () => {
  const run = trainedRun(articleRun(2, 5));

  it('draws floor and ceiling, and points at settings by their place', () => {
    const state = stateOf(run);
    const texts = textsOf(drawn(NUMBERS, state));
    expect(texts).toEqual(expect.arrayContaining(['floor', 'two inits', 'λ', '1e-5', '1']));
    expect(pickOf(NUMBERS, state)(56, 40)).toBe(state.sweep.settings[0]);
    expect(pickOf(NUMBERS, state)(2, 2)).toBeNull();
  });

  it('is drawn before the first epoch, too', () => {
    drawn(NUMBERS, stateOf(waitingRun(articleRun(1, 5))));
  });
});

describe('columns of a sweep', () => {
  const [, l2] = trainedRun(articleRun(1, 1)).sweeps;

  it('are the values of its only axis, joined by one line', () => {
    const { texts, of, lines } = columnsOf(l2!);
    expect(texts).toHaveLength(8);
    expect(lines).toEqual([of]);
  });

  it('of two axes are those of the first one, a line for each value of the second', () => {
    const values = [1, 2].flatMap((lambda) => [0, 0.5].map((p) => ({ lambda, p })));
    const settings = values.map((point, i) => {
      const { model } = l2!.settings[i]!.models[0]!;
      return { ...l2!.settings[i]!, models: [new LiveModel({ ...model, values: point }, [])] };
    });
    expect(columnsOf({ name: 'map', settings })).toMatchObject({
      name: 'lambda',
      texts: ['1', '2'],
      of: [0, 0, 1, 1],
      lines: [
        [0, 2],
        [1, 3],
      ],
    });
  });
});

describe('a hundred settings', () => {
  const state = stateOf(trainedRun(fineRun(100), 3));

  it.each([LOSSES, PREDICTIONS, NUMBERS])('are drawn briefly, the selected ones in full: $name', (chart) => {
    const brief = drawn(chart, state).querySelectorAll('path').length;
    const [, second] = state.sweep.settings;
    const texts = textsOf(drawn(chart, { ...state, pins: [second!] }));
    expect(brief).toBeLessThan(1000);
    expect(texts.some((text) => text.startsWith('●'))).toBe(true);
  });
});

describe('tables', () => {
  const run = trainedRun(articleRun(2, 5));

  it('have a row per model or setting, sorted by any column', () => {
    const state = stateOf(run);
    expect(LOSS_LISTING.rows(state)).toHaveLength(16);
    expect(LOSS_LISTING.rows(state)[1]!.cells.at(-1)!.text).toBe('trained');
    expect(PREDICTION_LISTING.rows(state)).toHaveLength(8);
    const rows = NUMBER_LISTING.rows(state);
    const entropies = sorted(rows, { column: 0, isDescending: true }).map(({ cells }) => Number(cells[0]!.value));
    expect(entropies).toEqual(entropies.toSorted((a, b) => b - a));
  });

  it('put what is not known last', () => {
    const [first, second] = NUMBER_LISTING.rows(stateOf(run));
    const unknown = { ...first!, cells: [{ value: NaN, text: '–' }] };
    for (const isDescending of [false, true]) {
      expect(sorted([unknown, second!], { column: 0, isDescending }).at(-1)).toBe(unknown);
    }
  });

  it('become CSV in long format', () => {
    expect(csvLines(LOSSES, stateOf(run))).toHaveLength(1 + 8 * 2 * 5);
    expect(csvLines(NUMBERS, stateOf(run))[1]).toMatch(/^2,λ = 1e-5,0,5,entropy,\d/);
    expect(csvLines(PREDICTIONS, stateOf(run, { sweep: 'dropout' }))[0]).toBe(
      'model,setting,seed,epoch,point,x,actual,sample,off,mean,deviation',
    );
  });
});

describe('claims of a live run', () => {
  it('are judged as those of a finished run', () => {
    const run = trainedRun(articleRun(2, 20));
    expect(verdicts(run, 20)).toMatchObject({ C1: 'holds', C2: 'holds', C3: 'partly', C4: 'partly', C5: 'holds' });
    expect(verdicts(run, 20)).toMatchObject({ C7: 'partly', C8: 'partly', C9: 'holds', C10: 'partly' });
  });

  it('tell what has moved by the weights, which are known at the end alone', () => {
    expect(verdicts(trainedRun(articleRun(1, 20)), 19)).toMatchObject({ C8: 'not tested' });
  });

  it('are final once all models are trained', () => {
    const result = articleRun(1, 20);
    const areFinal = (epochs: number) => liveClaims(trainedRun(result, epochs), 20).every(({ isFinal }) => isFinal);
    expect([areFinal(39), areFinal(40)]).toEqual([false, true]);
  });

  it('wait for the models that they are about', () => {
    expect(new Set(Object.values(verdicts(waitingRun(articleRun(1, 5)), 0)))).toEqual(new Set(['not yet']));
  });
});
