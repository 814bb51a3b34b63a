export { claimRunDirectory, type Claim, type ClaimOptions } from './claim-directory-node';
export { writeRun, type WriteOptions } from './write-run-node';
