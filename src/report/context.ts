import type { Maker } from '../journal/records';

/** What a report says of where and how a run was made. */
export interface RunContext {
  /** ISO 8601, UTC. */
  date: string;
  /** Package, Node, WebGPU implementation. */
  versions: Record<string, string>;
  /** Commit of Thetascape's own sources, when it runs from a checkout. */
  commit: string | null;
  /** The command line that made the run, or null when the library was called. */
  command: string | null;
  /** What trained models before the run went on elsewhere, where results differ in their last bits. */
  earlierMakers: readonly Maker[];
}
