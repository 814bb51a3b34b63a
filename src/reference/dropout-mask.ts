import { philox } from '../random/philox';
import type { Layer, ModelSettings, Step } from './types';

const block = new Uint32Array(4);

/**
 * What one unit of one sample is multiplied by: 0 when dropped, 1/(1 − p) when kept.
 *
 * @param sample row of the split
 */
export function dropoutMask(settings: ModelSettings, step: Step, layer: Layer, sample: number, unit: number): number {
  const threshold = settings.dropThreshold[layer.index]!;
  if (step.dropout === 0 || threshold === 0) return 1;
  const counter = [step.dropoutCounter, layer.index + 256 * step.passIndex, sample, Math.floor(unit / 4)];
  philox(counter, [settings.keyLow, settings.keyHigh + step.dropoutStream], block);
  return block[unit % 4]! < threshold ? 0 : settings.keepScale[layer.index]!;
}
