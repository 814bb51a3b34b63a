import { percent } from '../metrics/format';
import { tableOf, type Cell, type Table } from '../metrics/table';
import type { Profile } from './profile';
import { isKnown, rooflinePoint, shareOfStep } from './roofline';
import type { KernelProfile } from './steps';

const COLUMNS = [
  'kernel',
  'callsPerStep',
  'samples',
  'repeats',
  'medianSeconds',
  'lowerQuartileSeconds',
  'upperQuartileSeconds',
  'errorSeconds',
  'shareOfStep',
  'flop',
  'bytes',
  'flopPerSecond',
  'bytesPerSecond',
  'intensity',
  'shareOfRoof',
];

/** The step and its kernels in long format, for CSV; a time below its error is null. */
export function profileTable({ step, kernels, peaks }: Profile): Table {
  const rows = [step, ...kernels].map((kernel): Cell[] => {
    const { name, calls, n, repeats, median, low, high, error, flops, bytes } = kernel;
    const times = isKnown(kernel) ? [median, low, high] : [null, null, null];
    const point = rooflinePoint(kernel, peaks);
    const share = kernel === step ? NaN : shareOfStep(kernel, kernels);
    const rates = [point.flops, point.bytes, point.intensity, point.share];
    return [name, calls, n, repeats, ...times, error, known(share), flops, bytes, ...rates.map(known)];
  });
  return tableOf(COLUMNS, rows);
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

export const HEADS = [
  'kernel',
  'calls',
  'time',
  'IQR',
  'n × repeats',
  'share',
  'GFLOP/s',
  'GB/s',
  'FLOP/byte',
  'of roof',
];

/** The step's row and those of its kernels, as people read them: below {@link HEADS}. */
export function profileRows({ step, kernels, peaks }: Profile): string[][] {
  return [...kernels, step].map((kernel) => {
    const point = rooflinePoint(kernel, peaks);
    return [
      kernel.name,
      callsText(kernel.calls),
      timeText(kernel),
      isKnown(kernel) ? secondsText(kernel.high - kernel.low) : '',
      `${kernel.n} × ${kernel.repeats}`,
      kernel === step ? '' : shareText(shareOfStep(kernel, kernels)),
      rateText(point.flops),
      rateText(point.bytes),
      point.intensity.toFixed(2),
      shareText(point.share),
    ];
  });
}

/** A time, or that it is below what its clock may be off by. */
export const timeText = (kernel: Pick<KernelProfile, 'median' | 'error'>): string =>
  isKnown(kernel) ? secondsText(kernel.median) : `< ${secondsText(kernel.error)}`;

/** Three digits of milliseconds, microseconds or nanoseconds. */
export function secondsText(seconds: number): string {
  const [factor, unit] = (
    [
      [1e3, 'ms'],
      [1e6, 'µs'],
    ] as const
  ).find(([scale]) => scale * seconds >= 1) ?? [1e9, 'ns'];
  return `${digits(seconds * factor)} ${unit}`;
}

/** Three digits, without an exponent. */
export const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const callsText = (calls: number): string => (calls < 1 ? `1 in ${Math.round(1 / calls)}` : String(calls));

const rateText = (perSecond: number): string => (Number.isNaN(perSecond) ? '' : digits(perSecond / 1e9));

const shareText = (share: number): string => (Number.isNaN(share) ? '' : percent(share));
