export { denseBackwardWeight as subgroupBackwardWeight } from './dense-backward-weight';
