import { POISON } from './kernel-buffers';

/** Two results agree when |actual − expected| ≤ atol + rtol · |expected|. */
export interface Tolerance {
  atol: number;
  rtol: number;
  /** Why so much and no more. */
  reason: string;
}

/** The words of one buffer: what was uploaded, what the reference makes of it and what the kernel made of it. */
export interface Words {
  before: Uint32Array;
  expected: Uint32Array;
  actual: Uint32Array;
}

/**
 * The worst disagreement as a sentence, or null.
 *
 * Where the reference wrote nothing, the kernel must not have written; where it wrote, no poison may be left.
 *
 * @param where names a word for the message
 */
export function disagreement(
  { before, expected, actual }: Words,
  tolerance: Tolerance,
  isFloat: (word: number) => boolean,
  where: (word: number) => string,
): string | null {
  let worst = { excess: 0, word: -1 };
  for (let word = 0; word < expected.length; word++) {
    const exact = expected[word] === before[word] || !isFloat(word);
    const excess = exact
      ? unequal(expected[word]!, actual[word]!)
      : excessOf(expected[word]!, actual[word]!, tolerance);
    if (excess > worst.excess) worst = { excess, word };
  }
  if (worst.word < 0) return null;
  const show = (words: Uint32Array) => describeWord(words[worst.word]!, isFloat(worst.word));
  const untouched = expected[worst.word] === before[worst.word] ? ' (to be left as it was)' : '';
  return `${where(worst.word)} is ${show(actual)} instead of ${show(expected)}${untouched}`;
}

const unequal = (a: number, b: number): number => (a === b ? 0 : Infinity);

/** By how much two floats differ beyond what is allowed. */
function excessOf(expectedWord: number, actualWord: number, { atol, rtol }: Tolerance): number {
  const expected = floatOf(expectedWord);
  const actual = floatOf(actualWord);
  if (actualWord === POISON) return Infinity;
  if (Object.is(expected, actual) || expected === actual) return 0;
  const excess = Math.abs(actual - expected) - (atol + rtol * Math.abs(expected));
  return Number.isNaN(excess) ? Infinity : Math.max(0, excess);
}

function describeWord(word: number, isFloat: boolean): string {
  if (word === POISON) return 'poison';
  return isFloat ? String(floatOf(word)) : String(word);
}

const scratch = new DataView(new ArrayBuffer(4));

export function floatOf(word: number): number {
  scratch.setUint32(0, word);
  return scratch.getFloat32(0);
}
