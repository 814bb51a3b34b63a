import { LOSSES } from '../../src/views/losses/losses';
import { LOSS_LISTING } from '../../src/views/losses/loss-table';
import { ClaimList } from '../../src/views/numbers/claim-list';
import { NUMBER_LISTING } from '../../src/views/numbers/number-table';
import { NUMBERS } from '../../src/views/numbers/numbers';
import { PREDICTION_LISTING } from '../../src/views/predictions/prediction-table';
import { PREDICTIONS } from '../../src/views/predictions/predictions';
import type { AngleParts } from './angle';

/** What lies below the scene, in the article's order. */
export const ANGLES: readonly AngleParts[] = [
  { title: 'Losses', chart: LOSSES, listing: LOSS_LISTING },
  { title: 'Predictions', chart: PREDICTIONS, listing: PREDICTION_LISTING },
  {
    title: 'Numbers',
    chart: NUMBERS,
    listing: NUMBER_LISTING,
    texts: { Claims: (element, looking) => new ClaimList(element, ({ name }) => looking.lookAt(name)) },
  },
];
