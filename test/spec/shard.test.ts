import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInShard } from '../../src/spec';

/** Indices of the models of a shard. */
const modelsOf = (models: number, index: number, of: number) =>
  Array.from({ length: models }, (_, model) => model).filter(isInShard({ index, of }));

test('every model is in one shard, and shards differ by a model at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 500 }), (of, more) => {
      const models = of + more;
      const shards = Array.from({ length: of }, (_, i) => modelsOf(models, i + 1, of));
      expect(shards.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: models }, (_, model) => model));
      const sizes = shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('an axis that alternates with the period of the shards is dealt to all of them', () => {
  for (const index of [1, 2, 3]) expect(modelsOf(90, index, 3).filter((model) => model % 3 === 0)).toHaveLength(10);
});
