import type { Floats } from './types';

interface Buffers {
  rowShape: { points: number; columns: number; level: number };
  spans: readonly { first: number; count: number; tail: number; below: number; above: number }[]; // (R)
  members: Uint32Array; // rows of the history
  history: Floats; // (S · M, G) log probabilities
  rows: Floats; // (R, C, 4) median, low, high, share of θ up to here
}

/** Median, band and share of the parameters up to each column, for every row; -1 for one without members. */
export function densityRows({ rowShape, spans, members, history, rows }: Buffers): void {
  const { points, columns, level } = rowShape;
  spans.forEach(({ first, count, tail, below, above }, row) => {
    const densities = [...members.subarray(first, first + count)].map((member) =>
      Float64Array.from(history.subarray(member * points, (member + 1) * points), Math.exp),
    );
    const highest = Array.from({ length: columns }, (_, column) => {
      const from = Math.floor((column * points) / columns);
      const to = Math.ceil(((column + 1) * points) / columns);
      return [0.5, tail, 1 - tail].map((probability) => {
        const values = densities[0]?.subarray(from, to).map((_density, i) =>
          quantile(
            densities.map((density) => density[from + i]!),
            probability,
          ),
        );
        return values ? Math.max(...values) / level : 0;
      });
    });
    const total = highest.reduce((sum, [median]) => sum + median!, 0);
    let sum = 0;
    highest.forEach((quantiles, column) => {
      sum += quantiles[0]!;
      const share = below + ((1 - below - above) * sum) / Math.max(total, 1e-30);
      rows.set([...(count === 0 ? [-1, -1, -1] : quantiles), share], 4 * (row * columns + column));
    });
  });
}

/** By linear interpolation between order statistics. */
function quantile(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * probability;
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}
