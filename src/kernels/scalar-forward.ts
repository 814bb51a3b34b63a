import { denseForward } from './dense-forward';

/** As {@link denseForward}, a number at a time. */
export const scalarForward = { ...denseForward, name: 'scalar-forward' } as const;
