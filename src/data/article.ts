import { Stream } from '../random/stream';
import type { ArticleData, RandomCurveData } from '../spec/types';
import { noisyCurve } from './noisy-curve';
import type { Dataset } from './types';

interface Coefficients {
  a: number;
  b: number;
  c: number;
}

/** `sin(a·x)(1 − cos(b·x))/exp(c·x)` on [0, 4π], x unscaled and the noisy y min-max scaled over all rows. */
export function articleData(data: ArticleData, key: number): Dataset {
  return articleCurve(data, data, key);
}

/** The article's generator with coefficients of its own: a, b ~ N(1, 0.5) and c ~ N(0, 0.1). */
export function randomCurveData(data: RandomCurveData, key: number): Dataset {
  const stream = new Stream(data.seed ?? key, 'curve');
  const [a, b, c] = [1 + 0.5 * stream.normal(), 1 + 0.5 * stream.normal(), 0.1 * stream.normal()];
  return articleCurve({ a, b, c }, data, key);
}

function articleCurve({ a, b, c }: Coefficients, data: ArticleData | RandomCurveData, key: number): Dataset {
  const curve = (x: number) => (Math.sin(a * x) * (1 - Math.cos(b * x))) / Math.exp(c * x);
  const [aText, bText, cText] = [a, b, c].map((value) => value.toFixed(4).replace('-', '−'));
  return noisyCurve(
    curve,
    { ...data, from: 0, to: 4 * Math.PI, featureScaling: 'none', targetScaling: 'min-max' },
    key,
    `sin(${aText} x) (1 − cos(${bText} x)) / exp(${cText} x)`,
  );
}
