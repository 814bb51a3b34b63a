export { describePlan } from './describe';
export type { DataShape } from './data-shape';
export { planSweep, type Plan, type WavePlan } from './plan';
