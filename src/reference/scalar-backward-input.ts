export { denseBackwardInput as scalarBackwardInput } from './dense-backward-input';
