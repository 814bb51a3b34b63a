/**
 * The uses of randomness: each model draws from one independent Philox stream per use.
 *
 * The numbers are part of what a seed means: changing one changes every result that was drawn from it. Shaders get
 * their key words from the host ({@link philoxKey}) and never see them.
 */
export const STREAMS = {
  initialisation: 0,
  shuffle: 1,
  dropout: 2,
  evaluationDropout: 3,
  noise: 4,
  split: 5,
  curve: 6,
  sample: 7,
} as const;

export type StreamName = keyof typeof STREAMS;

/**
 * The Philox key (2 u32 words) of one stream of one model.
 *
 * Word 0 holds the low 32 bits of the model's key, word 1 its high 21 bits above the 8-bit stream id, so that two
 * different pairs (model key, stream) never share a Philox key.
 *
 * @param modelKey an integer in [0, 2^53)
 * @throws RangeError when the model key is not such an integer
 */
export function philoxKey(modelKey: number, stream: StreamName): [number, number] {
  if (!Number.isSafeInteger(modelKey) || modelKey < 0) {
    throw new RangeError(`A model key must be an integer from 0 to 2^53 − 1, not ${modelKey}.`);
  }
  return [modelKey >>> 0, Math.floor(modelKey / 2 ** 32) * 2 ** 8 + STREAMS[stream]];
}
