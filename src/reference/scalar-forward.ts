export { denseForward as scalarForward } from './dense-forward';
