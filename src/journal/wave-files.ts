/** What a journal's files hold: the results of a wave, and the state of a wave in progress. */
import * as v from 'valibot';
import type { ModelResult } from '../metrics/types';
import type { KeptRung, WaveState } from '../train/run-store';
import type { FilesOf } from './directory-store';
import { DamagedError, pack, unpack } from './packed';

const F32 = v.instance(Float32Array);
const F64 = v.instance(Float64Array);

const STATISTICS = v.object({
  count: v.number(),
  mean: v.number(),
  rms: v.number(),
  min: v.number(),
  max: v.number(),
  nearZero: v.number(),
  exactZero: v.number(),
});

const RESULT = v.object({
  index: v.number(),
  steps: v.number(),
  stoppedAt: v.nullable(v.number()),
  divergedAt: v.nullable(v.number()),
  trainLoss: F64,
  validationLoss: F64,
  stepLoss: F32,
  validation: v.object({ on: v.number(), off: v.number(), mean: v.number() }),
  weights: F32,
  statistics: v.object({ total: STATISTICS, layers: v.array(STATISTICS) }),
  predictions: v.object({ sample: F32, off: F32, mean: F32, deviation: F32 }),
});

const HISTORY = v.object({
  trainLoss: F64,
  validationLoss: F64,
  stepLoss: F32,
  divergedAt: v.nullable(v.number()),
  layers: v.array(STATISTICS),
});

const STATE = v.object({
  epoch: v.number(),
  tick: v.number(),
  buffers: v.array(v.instance(Uint8Array<ArrayBuffer>)),
  histories: v.array(HISTORY),
});

const DECIDED = v.object({
  epoch: v.number(),
  group: v.number(),
  losses: F64,
  pools: F64,
  goingOn: v.array(v.number()),
});

/** A result without what the spec and the data say: its model, data set and initial weights. */
export type KeptResult = v.InferOutput<typeof RESULT>;

/** @param stepLosses whether the loss of every step is kept */
export function packResults(results: readonly ModelResult[], stepLosses: boolean): Uint8Array[] {
  return pack(results.map((result) => keptOf(result, stepLosses)));
}

/** All that is kept of the results of a wave, as one file. */
export const resultFiles =
  (stepLosses: boolean): FilesOf =>
  (results) => {
    const first = Math.min(...results.map(({ model }) => model.index));
    return [{ name: `results-${first}.bin`, pieces: packResults(results, stepLosses) }];
  };

function keptOf(result: ModelResult, stepLosses: boolean) {
  const {
    model,
    steps,
    stoppedAt,
    divergedAt,
    trainLoss,
    validationLoss,
    validation,
    weights,
    statistics,
    predictions,
  } = result;
  const stepLoss = stepLosses ? result.stepLoss : new Float32Array();
  const numbers = { steps, stoppedAt, divergedAt, trainLoss, validationLoss, stepLoss, validation, statistics };
  return { index: model.index, ...numbers, weights, predictions };
}

/** @throws DamagedError when the bytes hold no results */
export function unpackResults(bytes: Uint8Array): KeptResult[] {
  return checked(v.array(RESULT), unpack(bytes));
}

export function packState({ checkpoint: { epoch, tick, state }, histories }: WaveState): Uint8Array[] {
  return pack({ epoch, tick, buffers: state.map((buffer) => new Uint8Array(buffer)), histories });
}

/** @throws DamagedError when the bytes hold no state */
export function unpackState(bytes: Uint8Array): WaveState {
  const { epoch, tick, buffers, histories } = checked(STATE, unpack(bytes));
  const state = buffers.map(({ buffer }) => buffer);
  return {
    checkpoint: { epoch, tick, state, bytes: state.reduce((sum, { byteLength }) => sum + byteLength, 0) },
    histories,
  };
}

/** What was decided at a rung, without the states of the models that go on, and those that the journal says are done. */
type Decided = Omit<KeptRung, 'state' | 'done'>;

export function packDecided({ epoch, group, losses, pools, goingOn }: Decided): Uint8Array[] {
  return pack({ epoch, group, losses, pools, goingOn });
}

/** @throws DamagedError when the bytes hold no decisions */
export function unpackDecided(bytes: Uint8Array): Decided {
  return checked(DECIDED, unpack(bytes));
}

function checked<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new DamagedError('its content is of another kind');
  return parsed.output;
}
