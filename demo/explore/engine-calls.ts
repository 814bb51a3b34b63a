/** What the page asks of the worker that reads results, and what it answers. */
import type { Engine } from '../../src/explore/engine';
import type { Spec } from '../../src/index';

/** Files of a run, and what its manifest or its journal says is trained. */
export interface RunFiles {
  name: string;
  spec: Spec | null;
  /** Parquet files of models, or files of results as a journal names them, by their path. */
  parts: readonly { path: string; file: File }[];
  /** Of a run that is not finished: models that came to their end, and all that it trains. */
  soFar: { trained: number; models: number } | null;
}

type Method = Exclude<keyof Engine, 'results'>;

export type EngineCall =
  { method: 'open'; args: readonly [RunFiles] } | { [M in Method]: { method: M; args: Parameters<Engine[M]> } }[Method];

/** With `isOurs` a mistake that the visitor can mend, in a sentence. */
export type EngineAnswer<T> = { value: T } | { error: string; isOurs: boolean };
