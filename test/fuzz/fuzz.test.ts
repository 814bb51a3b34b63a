/** A short look at every parser with mutated inputs; `npm run fuzz -- <parser> <seconds>` is the long one. */
import { expect, test } from 'vitest';
import { seeded } from '../../bench/kill-loop.mjs';
import { fuzz } from './fuzz';
import { PARSERS } from './parsers';

/** Milliseconds for each parser, and the most inputs within them. */
const TIME = 2000;
const INPUTS = 20_000;

test.each(Object.entries(PARSERS))('%s', async (_, parser) => {
  const end = performance.now() + TIME;
  const { inputs, found } = await fuzz(parser, seeded(1), (count) => count < INPUTS && performance.now() < end);
  expect(found && { wrong: found.wrong, input: Buffer.from(found.input).toString('latin1').slice(0, 2000) }).toBeNull();
  expect(inputs).toBeGreaterThan(0);
});
