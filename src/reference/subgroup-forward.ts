export { denseForward as subgroupForward } from './dense-forward';
