/** What happens to bytes: on disks, in transit, and at the hands of people with bad intentions. */

/** Uniform in [0, 1). */
export type Random = () => number;

const below = (random: Random, count: number): number => Math.floor(random() * count);

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** A stretch of the bytes: where it starts, and where it ends. */
function stretch({ length }: Uint8Array, random: Random): [number, number] {
  const start = below(random, length + 1);
  return [start, Math.min(length, start + below(random, 2 + length / 4))];
}

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const flipBit: Mutation = (bytes, random) => {
  const flipped = bytes.slice();
  if (flipped.length > 0) flipped[below(random, flipped.length)]! ^= 1 << below(random, 8);
  return flipped;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1));

const cutOut: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  return joined(bytes.subarray(0, start), bytes.subarray(end));
};

const repeat: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  return joined(bytes.subarray(0, end), bytes.subarray(start));
};

/** Two neighbouring stretches change places, as sectors of a disk may. */
const swap: Mutation = (bytes, random) => {
  const [start, middle] = stretch(bytes, random);
  const end = Math.min(bytes.length, 2 * middle - start);
  return joined(
    bytes.subarray(0, start),
    bytes.subarray(middle, end),
    bytes.subarray(start, middle),
    bytes.subarray(end),
  );
};

const blank: Mutation = (bytes, random) => bytes.slice().fill(random() < 0.5 ? 0 : 0xff, ...stretch(bytes, random));

/** Damage that bytes take by themselves. */
export const DAMAGE: readonly Mutation[] = [flipBit, flipBit, truncate, cutOut, repeat, swap, blank];

/** Texts that parsers have stumbled over before. */
const HOSTILE = [
  '__proto__',
  'constructor',
  'toString',
  '{"__proto__":{"polluted":1}}',
  '1e400',
  '-1e400',
  '-0',
  'NaN',
  '9007199254740993',
  '4294967296',
  '0x10',
  '1e-400',
  '\0',
  '\uFEFF',
  '\uD800',
  '"',
  '""',
  '\r',
  '\n',
  '%',
  '%00',
  '%E0%A4%A',
  '&',
  '=',
  ',',
  ';',
  '\t',
  '[',
  ']]',
  '(',
  '))',
  '{',
  '}}',
  '-',
  '^',
  '**',
  'x',
  '/*',
  '<img onerror=alert(1)>',
  '='.repeat(300),
  '['.repeat(300),
  '('.repeat(300),
  '9'.repeat(300),
];

/** A text that has broken something before, put in or in place of a stretch. */
const hostile: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  const text = new TextEncoder().encode(HOSTILE[below(random, HOSTILE.length)]);
  return joined(bytes.subarray(0, start), text, bytes.subarray(random() < 0.5 ? start : end));
};

/** A stretch of another input in place of one of this. */
const splice = (bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array => {
  const [[start, end], [from, to]] = [stretch(bytes, random), stretch(other, random)];
  return joined(bytes.subarray(0, start), other.subarray(from, to), bytes.subarray(end));
};

/** Applies a mutation or a few of them. */
export function damaged(bytes: Uint8Array, random: Random, mutations = DAMAGE): Uint8Array {
  let result = bytes;
  do result = mutations[below(random, mutations.length)]!(result, random);
  while (random() < 0.4);
  return result;
}

/** What an attacker might make of one of the inputs. */
export function attacked(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const one = corpus[below(random, corpus.length)]!;
  const start = random() < 0.2 ? splice(one, corpus[below(random, corpus.length)]!, random) : one;
  return damaged(start, random, [...DAMAGE, hostile, hostile, hostile]);
}
