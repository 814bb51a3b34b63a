export { fusedSteps as subgroupSteps } from './fused-steps';
