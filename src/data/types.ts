import type { Scaling } from '../spec/types';

/** `network = (value − offset) / factor`; the inverse restores the column's own units for plots. */
export interface Column {
  name: string;
  scaling: Scaling;
  offset: number;
  factor: number;
}

/** Rows of one split in the network's units. */
export interface Rows {
  count: number;
  /** (N, D) f32, row-major. */
  x: Float32Array;
  /** (N, K) f32, row-major. */
  y: Float32Array;
}

export interface Dataset {
  features: Column[];
  targets: Column[];
  train: Rows;
  validation: Rows;
  /** The noise-free function in the network's units, where the data came from one. */
  truth: ((x: number) => number) | null;
  /** One sentence for captions, e.g. the curve with its coefficients. */
  description: string;
}

/** How data reaches files: injected, so that the same code runs in Node and in a page. */
export interface FileReader {
  /** The file's text in pieces of any size. Throws ThetascapeError when it cannot be read. */
  readText(path: string): AsyncIterable<string>;
  readBytes(path: string): Promise<Uint8Array>;
}
