import type { FileReader } from './data/types';

/** What a run takes from its surroundings: a page and Node differ in nothing else. */
export interface Platform {
  requestAdapter(): Promise<GPUAdapter | null>;
  files: FileReader;
  /** Where it is kept which kernels were the fastest; without it none are measured before a run. */
  tunings?: TuningStore;
}

/** Keeps one text from run to run. */
export interface TuningStore {
  /** Null when nothing is kept. */
  read(): Promise<string | null>;
  /** Where nothing can be kept, nothing is. */
  write(text: string): Promise<void>;
}
