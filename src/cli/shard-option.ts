import { InvalidArgumentError } from 'commander';
import { ThetascapeError } from '../errors';
import { plural } from '../metrics/format';
import { Models, type Shard, type Spec } from '../spec';

/** A shard such as `3/8`. */
export function parseShard(text: string): Shard {
  const [index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (!index || !of || index > of) throw new InvalidArgumentError('Give one such as 3/8, from 1/8 to 8/8.');
  return { index, of };
}

/** Throws ThetascapeError where a sweep cannot be cut into so many shards. */
export function checkCut(spec: Spec, shards: number): void {
  if (spec.halving) {
    throw new ThetascapeError(
      'A sweep with halving has no shards, since its rungs compare all models: train it on one machine with ' +
        '"thetascape run", or cut it without halving (--set halving=null).',
    );
  }
  const models = new Models(spec).length;
  if (shards <= models) return;
  throw new ThetascapeError(
    `The spec has ${plural(models, 'model')}: cut it into at most as many shards, not ${shards}.`,
  );
}
