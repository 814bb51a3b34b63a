/**
 * The Sobol sequence: points that fill a cube more evenly than random ones, each a pure function of its index.
 *
 * In Gray-code order (Antonov and Saleev 1979), with the direction numbers `new-joe-kuo-6` of Joe and Kuo,
 * "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2008.
 */

/** Inner coefficients of the primitive polynomial, as bits, and the first direction numbers m, from the second dimension on. */
const DIRECTIONS: readonly [coefficients: number, first: readonly number[]][] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
];

const BITS = 32;
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/** (32,) of each dimension: the bits that each bit of an index turns over. */
const MATRICES = [
  Uint32Array.from({ length: BITS }, (_, bit) => 2 ** (BITS - 1 - bit)),
  ...DIRECTIONS.map(([coefficients, first]) => matrix(coefficients, first)),
];

function matrix(coefficients: number, first: readonly number[]): Uint32Array {
  const degree = first.length;
  const columns = new Uint32Array(BITS);
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      columns[bit] = first[bit]! << (BITS - 1 - bit);
      continue;
    }
    const oldest = columns[bit - degree]!;
    let column = oldest ^ (oldest >>> degree);
    for (let back = 1; back < degree; back++) {
      if ((coefficients >>> (degree - 1 - back)) & 1) column ^= columns[bit - back]!;
    }
    columns[bit] = column;
  }
  return columns;
}

/**
 * A coordinate of a point, as a u32: a fraction of 2^32.
 *
 * @param index of the point, 0 to 2^32 − 1
 * @param dimension 0 to {@link SOBOL_DIMENSIONS} − 1
 */
export function sobol(index: number, dimension: number): number {
  const columns = MATRICES[dimension]!;
  let word = 0;
  for (let bit = 0, gray = (index ^ (index >>> 1)) >>> 0; gray > 0; bit++, gray >>>= 1) {
    if (gray & 1) word ^= columns[bit]!;
  }
  return word >>> 0;
}
