/** What of results is looked at: which axes the map opens on, and what stays as the visitor chose it. */
import { expect, test, vi } from 'vitest';
import { LocalEngine } from '../../src/explore/engine';
import { tableResults } from '../../src/explore/table-results';
import { tableOf } from '../../src/metrics/table';
import { resolve } from '../../src/spec';
import { Exploring } from '../../src/views/explore/exploring';
import type { ExploreState } from '../../src/views/explore/state';

const VALUES = { l2Penalty: [1e-4, 1e-2, 1], dropout: [0, 0.5], learningRate: [1e-3, 1e-2, 1e-1] };
const SPEC = resolve({
  axes: [
    { path: 'regularization.l2Penalty', values: VALUES.l2Penalty },
    { path: 'regularization.dropout', values: VALUES.dropout },
    { path: 'training.learningRate', values: VALUES.learningRate },
  ],
  seeds: 1,
});
const [FIRST, SECOND, THIRD] = SPEC.sweeps[0]!.axes.map(({ path }) => path);

/** Results of all settings, with a metric of the places of a setting on its axes. */
function exploring(lossOf: (places: number[]) => number, shown: (state: ExploreState) => void = () => {}): Exploring {
  const [l2, p, rate] = Object.values(VALUES);
  const rows = l2!.flatMap((a, i) =>
    p!.flatMap((b, j) => rate!.map((c, k) => ['l2', 0, a, b, c, lossOf([i, j, k])] as const)),
  );
  const names = ['model', 'sweep', 'seed', FIRST!, SECOND!, THIRD!, 'validationLoss.log10'];
  const table = tableOf(
    names,
    rows.map((row, model) => [model, ...row]),
  );
  return new Exploring(new LocalEngine(tableResults(table, 'test', SPEC)), shown, unreachable);
}

const unreachable = (error: unknown) => expect.unreachable(String(error));

const mapOf = ({ state }: Exploring) => [state?.map?.x, state?.map?.y];

test('the map opens on the two axes that matter most, in the order of the spec', async () => {
  const opened = exploring(([i, j, k]) => i! + 0.01 * j! + 10 * k!);
  await opened.open();
  expect(opened.state?.importance?.shares).not.toBeNull();
  expect(mapOf(opened)).toEqual([FIRST, THIRD]);
});

test('the map stays on the first two axes where too few models say what matters', async () => {
  const opened = exploring(([i, , k]) => (i === 0 ? k! : NaN));
  await opened.open();
  expect(opened.state?.importance?.shares).toBeNull();
  expect(mapOf(opened)).toEqual([FIRST, SECOND]);
});

test('the map keeps an axis that was chosen meanwhile, and another metric changes none', async () => {
  const choose = vi.fn(() => opened.choose({ x: THIRD! }));
  const opened = exploring(
    ([i, j, k]) => i! + 0.01 * j! + 10 * k!,
    ({ map }) => !map && choose.mock.calls.length === 0 && choose(),
  );
  await opened.open();
  await vi.waitUntil(() => opened.state?.importance);
  expect(choose).toHaveBeenCalledOnce();
  expect(mapOf(opened)).toEqual([THIRD, SECOND]);
  opened.choose({ metric: FIRST! });
  await vi.waitUntil(() => opened.state?.importance?.metric === FIRST);
  expect(mapOf(opened)).toEqual([THIRD, SECOND]);
});
