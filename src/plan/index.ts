export { describePlan } from './describe';
export type { DataShape } from './data-shape';
export { planSweep, type Plan } from './plan';
export type { WavePlan } from './wave-plan';
