import { array, assert, nat, property, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { inRanges, RangeSet, toRanges } from '../src/ranges';

test('ranges stand for the numbers that they were made of', () => {
  assert(
    property(uniqueArray(nat(60)), (numbers) => {
      expect(inRanges(toRanges(numbers))).toEqual(numbers.toSorted((a, b) => a - b));
    }),
  );
});

test('a set of ranges has the numbers that were added, whichever way they touch or overlap', () => {
  const agrees = property(array(uniqueArray(nat(40))), (added) => {
    const [set, plain] = [new RangeSet(), new Set<number>()];
    for (const numbers of added) {
      set.add(toRanges(numbers));
      for (const number of numbers) plain.add(number);
      expect(set.size).toBe(plain.size);
    }
    for (let number = 0; number <= 41; number++) expect(set.has(number)).toBe(plain.has(number));
  });
  assert(agrees);
});
