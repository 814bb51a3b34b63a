/** What a run takes of the browser's storage, and whether the browser has it. */
import type { Run } from '../../src/index';
import { plural } from '../../src/metrics/format';
import { bytesText } from '../experiment/estimate';

/** Of a wave in progress: two are kept, and one is being written. */
const CHECKPOINTS = 3;
const FLOAT = 4;

/** Bytes that keeping a run takes at most, to a few per cent. */
export function keptBytes({ plan, models }: Run): number {
  let results = 0;
  let checkpoint = 0;
  for (const { models: own, layout, data, stepsPerEpoch } of plan.waves) {
    const epochs = models.at(own[0]!)!.setting.training.epochs;
    const predictions = 4 * (data.gridPoints || data.validation) * data.targets;
    results += own.length * (FLOAT * (layout.parameters + predictions) + 16 * epochs);
    const state = 3 * 4 * layout.parameterStride + epochs * stepsPerEpoch;
    checkpoint = Math.max(checkpoint, own.length * FLOAT * state);
  }
  return results + CHECKPOINTS * checkpoint;
}

/** Why a run certainly does not fit, or null. What the browser says is no promise that what fits can be written. */
export async function noRoomFor(run: Run): Promise<string | null> {
  const { quota, usage = 0 } = await estimated();
  const bytes = keptBytes(run);
  if (quota === undefined || bytes <= quota - usage) return null;
  return `keeping ${plural(run.plan.models, 'model')} takes ${bytesText(bytes)}, and it allows ${bytesText(Math.max(0, quota - usage))} more`;
}

/** Nothing where the browser refuses: whoever writes hears of the reason. */
async function estimated(): Promise<StorageEstimate> {
  try {
    return await navigator.storage.estimate();
  } catch {
    return {};
  }
}
