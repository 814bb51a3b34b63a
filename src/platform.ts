import type { FileReader } from './data/types';

/** What a run takes from its surroundings: a page and Node differ in nothing else. */
export interface Platform {
  requestAdapter(): Promise<GPUAdapter | null>;
  files: FileReader;
}
