/** One of the parts into which the models of a spec are dealt, to be trained apart. */
export interface Shard {
  /** From 1. */
  index: number;
  of: number;
}

/**
 * Which models are of a shard, by their index. Each round deals one model to every shard and begins with the next one,
 * so that no shard gets all the large models of an axis that alternates with the same period.
 */
export function isInShard({ index, of }: Shard): (model: number) => boolean {
  return (model) => (model + Math.floor(model / of)) % of === index - 1;
}
