/** A run that is stopped ends soon, and says what it did not come to. */
import { expect, test } from 'vitest';
import { freshDevice, testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, finish, runOf } from '../support/sweep';

const device = await testDevice();
const training = { epochs: 3, batchSize: 8 };
const evaluation = { dropout: 'on', passes: 400 } as const;
const sweep = { models: modelsOf([{ training, evaluation, dropout: 0.3 }]), datasets: [datasetOf(1, 45, 19)] };

test('the weights are those of the last whole epoch, and the Monte-Carlo passes are left out', async () => {
  const abort = new AbortController();
  const run = runOf(device, sweep, { signal: abort.signal });
  for await (const { epoch } of run.train()) if (epoch === 2) abort.abort();
  const { models, complete } = run.results();
  const [whole] = await finish(
    runOf(device, { ...sweep, models: modelsOf([{ training: { ...training, epochs: 2 }, evaluation, dropout: 0.3 }]) }),
  );
  const [{ weights, trainLoss, validation, predictions }] = [models[0]!];
  expect(complete).toBe(false);
  expect([weights, trainLoss]).toEqual([whole!.weights, whole!.trainLoss]);
  expect(validation).toEqual({ ...whole!.validation, mean: NaN });
  expect([predictions.off, predictions.sample]).toEqual([whole!.predictions.off, whole!.predictions.sample]);
  expect([...predictions.mean, ...predictions.deviation].every(Number.isNaN)).toBe(true);
});

test('an abort cuts the Monte-Carlo passes of the last evaluation short', async () => {
  const own = await freshDevice();
  const abort = new AbortController();
  const run = runOf(own, sweep, { signal: abort.signal, targetMilliseconds: 0 });
  const [submit, submissions] = [own.queue.submit.bind(own.queue), { all: 0, after: 0 }];
  own.queue.submit = (commands) => {
    submissions.all++;
    if (abort.signal.aborted) submissions.after++;
    if (submissions.all === 200) abort.abort();
    return submit(commands);
  };
  const [result] = await finish(run);
  expect(result!.trainLoss).toHaveLength(training.epochs);
  expect([result!.validation.mean, run.results().complete]).toEqual([NaN, false]);
  expect(submissions.after).toBeLessThan(20);
  own.destroy();
});
