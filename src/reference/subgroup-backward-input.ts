export { denseBackwardInput as subgroupBackwardInput } from './dense-backward-input';
