import { describe, expect, test } from 'vitest';
import { columnsOf, dataOf } from '../../demo/experiment/columns';
import { withAxis, withDecaysSwapped, withSweeps, withValues } from '../../demo/experiment/edits';
import { Experiment } from '../../demo/experiment/experiment';
import { learnFrom } from '../../demo/experiment/learn-from';
import { axisText, readAxis } from '../../demo/experiment/notation';
import { numberText } from '../../demo/experiment/numbers';
import { PANELS } from '../../demo/experiment/panels';
import { findPreset } from '../../src/index';
import { listPaths } from '../../src/spec/paths';

const article = () => new Experiment(findPreset('article').input);
const axesOf = ({ sweeps }: { sweeps: Experiment['spec']['sweeps'] }) =>
  sweeps.map(({ name, axes }) => [name, ...axes.map(({ path, values }) => `${path} ${values.length}`)]);
const L2 = 'regularization.l2Penalty';

describe('an experiment', () => {
  test('tells of each change, and keeps what it was when one is wrong', async () => {
    const experiment = article();
    let changes = 0;
    experiment.onChange(() => changes++);
    expect(await experiment.edit((document) => withValues(document, [['training.epochs', 3]]))).toBe('');
    expect(await experiment.edit((document) => withValues(document, [['training.epochs', 0]]))).toBe(
      'training.epochs must be a whole number from 1 to 1,000,000, not 0.',
    );
    expect(experiment.spec.training.epochs).toBe(3);
    expect(changes).toBe(1);
  });

  test('a formula that cannot be computed is refused', async () => {
    const experiment = article();
    const data = { kind: 'formula', expression: 'sin(y)' };
    expect(await experiment.edit((document) => withValues(document, [['data', data]]))).toBe(
      'data.expression "sin(y)" has an unknown name "y" at character 5. Did you mean "x"?',
    );
    expect(experiment.spec.data.kind).toBe('article');
  });

  test('edits that overlap all count', async () => {
    const experiment = article();
    await Promise.all([
      experiment.edit((document) => withValues(document, [['data', { kind: 'co2' }]])),
      experiment.edit((document) => withValues(document, [['seeds.count', 7]])),
    ]);
    expect(experiment.spec).toMatchObject({ data: { kind: 'co2' }, seeds: { count: 7 } });
  });
});

describe('edits', () => {
  test('an axis takes the place of the one over the same number', () => {
    const document = withAxis(article().input, { path: L2, values: [0, 1] });
    expect(axesOf(document)).toEqual([['baseline'], ['l2', `${L2} 2`], ['dropout', 'regularization.dropout 10']]);
  });

  test('an axis over another number is a sweep of its own beside several, and joins a single one', () => {
    const axis = { path: 'regularization.weightDecay', values: [0, 1] };
    expect(axesOf(withAxis(article().input, axis)).at(-1)).toEqual(['weight-decay', 'regularization.weightDecay 2']);
    const single = withSweeps(article().input, ['l2']);
    expect(axesOf(withAxis(single, axis))).toEqual([['l2', `${L2} 8`, 'regularization.weightDecay 2']]);
  });

  test('a value takes the place of an axis', async () => {
    const experiment = article();
    await experiment.edit((document) => withValues(document, [[L2, 0.1]]));
    expect(axesOf(experiment.spec).map(([name]) => name)).toEqual(['baseline', 'dropout']);
    expect(experiment.spec.regularization.l2Penalty).toBe(0.1);
  });

  test('decays are swapped with their axes, and back', async () => {
    const experiment = article();
    const before = experiment.spec;
    await experiment.edit(withDecaysSwapped);
    expect(experiment.spec.sweeps[1]!.axes[0]!.path).toBe('regularization.weightDecay');
    await experiment.edit(withDecaysSwapped);
    expect(experiment.spec).toEqual(before);
  });
});

describe('notation', () => {
  test.each([
    [[0, 1e-3, 1], '0,1e-3,1'],
    [[0, 0.5, 1], 'lin(0,1,3)'],
    [[1e-5, 1e-4, 1e-3], 'log(1e-5,1e-3,3)'],
    [[0.25], '0.25,'],
  ])('%j', (values, text) => {
    expect(axisText(values)).toBe(text);
    expect(readAxis(text)).toEqual(values);
  });

  test('numbers are as short as they can be', () => {
    expect([1e-5, 0.03, 1e21, 12_000, -0.5].map(numberText)).toEqual(['1e-5', '0.03', '1e21', '12000', '-0.5']);
  });

  test.each([
    ['1,x', '"x" is not a number; write numbers such as 0.01 or 1e-5.'],
    ['lin(1,1,3)', 'The two ends of a range must differ.'],
  ])('%s', (text, mistake) => {
    expect(() => readAxis(text)).toThrow(mistake);
  });
});

describe('a file', () => {
  const wine = 'name,pH,sugar,quality\nA,3.1,2,5\nB,3.4,1,7\nC,3.3,4,6\n';

  test('is learnt from: its last column of numbers by the others', async () => {
    const experiment = article();
    expect(await learnFrom(experiment, new File([wine], 'wine.csv'))).toBe('');
    expect(experiment.spec.data).toMatchObject({ features: ['pH', 'sugar'], targets: ['quality'], header: true });
    expect(experiment.spec.network.widths).toEqual([2, 64, 64, 64, 64, 1]);
    expect(experiment.missingFiles).toEqual([]);
    expect(experiment.fingerprint).toMatch(/^[0-9a-f]{12}$/);
  });

  test('without names has columns by number', async () => {
    const experiment = article();
    await experiment.files.add(new File(['1;2\n3;4\n5;6'], 'xy.csv'));
    const columns = await columnsOf(experiment.files, 'xy.csv');
    expect(dataOf('xy.csv', columns)).toMatchObject({ features: ['column1'], targets: ['column2'], header: false });
  });

  test.each([
    ['', 'bad.csv: the file is empty.'],
    [
      'a,b\n1,2\n3,x',
      'bad.csv, line 3: column "b" holds "x", which is not a number; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    ['a\n1\n2', 'bad.csv: a feature and a target are needed, but there is one column.'],
  ])('%j is refused and nothing changes', async (text, mistake) => {
    const experiment = article();
    expect(await learnFrom(experiment, new File([text], 'bad.csv'))).toBe(mistake);
    expect(experiment.spec.data.kind).toBe('article');
  });

  test('that is named and not here is asked for, and taken as the experiment says if it is the same', async () => {
    const data = { kind: 'csv', path: 'wine.csv', features: 'sugar', targets: 'pH' } as const;
    const learnt = article();
    await learnFrom(learnt, new File([wine], 'wine.csv'));
    const experiment = article();
    experiment.open({ data }, learnt.fingerprint);
    expect(experiment.missingFiles).toEqual(['wine.csv']);
    expect(await learnFrom(experiment, new File([`${wine}D,1,1,1`], 'wine.csv'))).toBe(
      'wine.csv is not the file that the link was made with: rename it to train on it all the same.',
    );
    expect(experiment.missingFiles).toEqual(['wine.csv']);
    expect(await learnFrom(experiment, new File([wine], 'wine.csv'))).toBe('');
    expect(experiment.missingFiles).toEqual([]);
    expect(experiment.spec.data).toMatchObject({ features: ['sugar'], targets: ['pH'] });
  });

  test('of the same name with mistakes leaves the one before', async () => {
    const experiment = article();
    await learnFrom(experiment, new File([wine], 'wine.csv'));
    const { fingerprint } = experiment;
    expect(await learnFrom(experiment, new File([`${wine}D,1,x,1`], 'wine.csv'))).toContain('line 5: column "sugar"');
    expect(experiment.fingerprint).toBe(fingerprint);
  });
});

test('the panels reach every number of a setting', () => {
  const { spec, input } = article();
  const reached = PANELS.flatMap((panel) => panel.fields(spec).map(({ path }) => path));
  const { network, training, regularization, evaluation, seeds } = input;
  const paths = listPaths({ network, training, regularization, evaluation, seeds });
  expect(paths.filter((path) => /\.\w+$/.test(path) && !reached.includes(path))).toEqual([]);
});
