import { denseBackwardInput } from './dense-backward-input';

/** As {@link denseBackwardInput}, a number at a time. */
export const scalarBackwardInput = { ...denseBackwardInput, name: 'scalar-backward-input' } as const;
