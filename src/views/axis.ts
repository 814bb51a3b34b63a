/** Round numbers within a range, at most `most` of them, in steps of 1, 2 or 5 times a power of ten. */
export function ticksOf(from: number, to: number, most: number): number[] {
  const least = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Places in ascending order, moved as little as needed to lie `gap` apart and within the range where there is room. */
export function spreadOut(wanted: readonly number[], gap: number, [low, high]: [number, number]): number[] {
  const places = [...wanted];
  for (let i = 0; i < places.length; i++) places[i] = Math.max(places[i]!, i === 0 ? low : places[i - 1]! + gap);
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, i === places.length - 1 ? high : places[i + 1]! - gap);
  }
  return places;
}
