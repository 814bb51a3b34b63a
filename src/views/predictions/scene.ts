import type { Size } from '../chart';
import type { Drawing } from '../drawing';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import type { ShownData } from './shown-data';
import type { ShownPrediction } from './shown-predictions';

/** All that the panels of predictions are drawn from, and where. */
export interface PredictionScene {
  context: Drawing;
  state: ViewState;
  theme: Theme;
  size: Size;
  data: ShownData;
  shown: readonly ShownPrediction[];
}
