import { dataShapeKey, followsModel, loadDataset } from '../data';
import type { Dataset, FileReader } from '../data/types';
import type { PredictionPoints } from '../metrics/types';
import type { DataShape } from '../plan/data-shape';
import { checkDataShape, type ModelList } from '../spec';
import type { DataSpec, Model, NetworkSpec } from '../spec/types';
import { dataShape, livePoints, predictionPoints } from './prediction-points';

/** A data set, and where predictions are made on it: after training, and for a live view. */
export interface LoadedDataset {
  dataset: Dataset;
  points: PredictionPoints;
  livePoints: PredictionPoints;
}

/** Bytes of data sets that stay loaded from wave to wave; of more, a wave loads its own. */
const KEPT_BYTES = 2 ** 27;
/** Of a data set, whatever it holds: its objects, and the memory that each of its arrays takes besides its numbers. */
const OBJECT_BYTES = 4096;

/** The distinct data sets of a sweep, numbered by their first use; planned by their shapes, loaded when they are needed. */
export class SweepData {
  /** The data sets that are loaded, by their number. */
  datasets: Dataset[] = [];
  points: PredictionPoints[] = [];
  livePoints: PredictionPoints[] = [];

  /**
   * @param datasetOf number of the data set of each model, by the model's index
   * @param shapes of each data set
   * @param load loads the data set that a model learns from
   * @param kept numbers of those that stay loaded
   */
  constructor(
    readonly datasetOf: Uint32Array,
    readonly shapes: readonly DataShape[],
    private readonly load: (model: Model) => Promise<LoadedDataset>,
    private readonly kept: ReadonlySet<number>,
  ) {}

  /** Loads the data sets of some models, as far as they are not. Throws ThetascapeError. */
  async require(models: Iterable<Model>): Promise<void> {
    for (const model of models) {
      const at = this.datasetOf[model.index]!;
      if (!this.datasets[at]) this.put(at, await this.load(model));
    }
  }

  /** A data set that is loaded, by its number. */
  at(number: number): LoadedDataset {
    const [dataset, points, live] = [this.datasets[number], this.points[number], this.livePoints[number]];
    if (!dataset || !points || !live) throw new Error(`data set ${number} is not loaded`);
    return { dataset, points, livePoints: live };
  }

  put(number: number, { dataset, points, livePoints: live }: LoadedDataset): void {
    this.datasets[number] = dataset;
    this.points[number] = points;
    this.livePoints[number] = live;
  }

  /** Forgets the data sets that are not to stay. */
  release(): void {
    const loaded = [...this.datasets.keys()].filter((at) => this.datasets[at] && this.kept.has(at));
    const kept = loaded.map((at) => [at, this.at(at)] as const);
    [this.datasets, this.points, this.livePoints] = [[], [], []];
    for (const [at, own] of kept) this.put(at, own);
  }
}

/**
 * Numbers the data sets of all models and loads one of each shape, or all where they are few.
 *
 * @param live whether the training is watched, which wants all of them
 * @throws ThetascapeError when one does not fit a model's network
 */
export async function openData(models: ModelList, files: FileReader, live: boolean): Promise<SweepData> {
  const { datasetOf, first, shapeOf, networks } = survey(models);
  const load = async ({ setting, key }: Model): Promise<LoadedDataset> => {
    const dataset = await loadDataset(setting.data, key, files);
    return { dataset, points: predictionPoints(dataset), livePoints: livePoints(dataset) };
  };
  const loaded = new Map<number, LoadedDataset>();
  for (const at of new Set(shapeOf)) loaded.set(at, await load(models.at(first[at]!)!));
  for (const [network, at] of networks) checkDataShape(network, loaded.get(at)!.dataset);
  const shapes = new Map([...loaded].map(([at, own]) => [at, shapeOfLoaded(own, live)]));
  const bytes = Math.max(...[...loaded.values()].map(bytesOf));
  const isAll = live || first.length * bytes <= KEPT_BYTES;
  const kept = new Set(isAll ? first.keys() : loaded.keys());
  const data = new SweepData(
    datasetOf,
    Array.from(shapeOf, (at) => shapes.get(at)!),
    load,
    kept,
  );
  for (const [at, own] of loaded) data.put(at, own);
  if (isAll) for (const index of first) await data.require([models.at(index)!]);
  return data;
}

const shapeOfLoaded = ({ dataset, points, livePoints: own }: LoadedDataset, live: boolean): DataShape =>
  dataShape(dataset, points, live ? own : null);

/** Which models share data sets, and which data sets a shape; without loading any. */
function survey(models: ModelList) {
  const numbering = new Numbering();
  const datasetOf = new Uint32Array(models.length);
  /** Of each data set: a model that learns from it, and the first data set of its shape. */
  const [first, shapeOf]: [number[], number[]] = [[], []];
  /** Ends of networks, with a data set of the shape that they learn from. */
  const networks = new Map<string, [NetworkSpec, number]>();
  for (const { index, key, setting } of models) {
    const { data, network } = setting;
    const at = numbering.numberOf(data, key);
    datasetOf[index] = at;
    if (at === first.length) {
      first.push(index);
      shapeOf.push(numbering.shapeOf(data, at));
    }
    networks.set(`${network.widths[0]} ${network.widths.at(-1)} ${shapeOf[at]}`, [network, shapeOf[at]!]);
  }
  return { datasetOf, first, shapeOf, networks: networks.values() };
}

/** Numbers data sets as they come; many models share the object that says what they learn from. */
class Numbering {
  #count = 0;
  readonly #sameRows = new Map<string, Map<number | null, number>>();
  readonly #seen = new WeakMap<DataSpec, { own: Map<number | null, number>; follows: boolean }>();
  readonly #shapes = new Map<string, number>();

  numberOf(data: DataSpec, key: number): number {
    const { own, follows } = this.#seen.get(data) ?? this.#meet(data);
    const seed = follows ? key : null;
    const number = own.get(seed) ?? this.#count++;
    own.set(seed, number);
    return number;
  }

  /** The first data set with the shape of this one. */
  shapeOf(data: DataSpec, number: number): number {
    const key = dataShapeKey(data);
    const shape = this.#shapes.get(key) ?? number;
    this.#shapes.set(key, shape);
    return shape;
  }

  #meet(data: DataSpec) {
    const text = JSON.stringify(data);
    const own = this.#sameRows.get(text) ?? new Map<number | null, number>();
    this.#sameRows.set(text, own);
    const seen = { own, follows: followsModel(data) };
    this.#seen.set(data, seen);
    return seen;
  }
}

const bytesOf = ({ dataset: { train, validation }, points, livePoints: live }: LoadedDataset): number =>
  [train.x, train.y, validation.x, validation.y, points.x, live.x].reduce(
    (sum, { byteLength }) => sum + byteLength,
    OBJECT_BYTES,
  );
