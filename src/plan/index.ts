export { describePlan } from './describe';
export { planSweep, type DataShape, type Plan, type WavePlan } from './plan';
