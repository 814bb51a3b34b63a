/** Successive halving: losers stop at rungs, and models that have not been trained take their places on the device. */
import { planWave, type WavePlan } from '../plan/wave-plan';
import { inRanges, toRanges } from '../ranges';
import type { HalvingSpec } from '../spec';
import type { Model } from '../spec/types';
import type { KeptModels } from './kept-models';
import { joinStates, memberStates, type MemberState } from './member-state';
import type { KeptRung, WaveState } from './run-store';
import type { Schedule, Segment, Verdict } from './schedule';
import type { Sweep } from './sweep';
import type { WaveProgress } from './wave-progress';

/** A model that goes on, by its place, and the state that it has come to. */
interface Waiting {
  place: number;
  state: MemberState;
}

/** Models of one group that have passed a rung and wait until they are enough for a wave, first come first. */
interface Queue {
  rung: number;
  /** A wave of the group, as large as any. */
  like: WavePlan;
  waiting: Waiting[];
}

/**
 * The schedule of a sweep under successive halving. All models of a segment have been trained for the same epochs: they
 * begin, or have passed the same rung. A wave of those that wait is trained as soon as it is full, the furthest first,
 * and else the next wave of the plan, so that the device is full until none is left. What is decided depends on the
 * segments before and on nothing else.
 */
export class Halving implements Schedule {
  /** Of what is not decided yet, those of the share that is to go on. */
  modelSteps: number;
  /** Of each rung and each pool of models that are compared: validation losses so far, NaN where they diverged. */
  readonly #losses: Map<number, number[]>[];
  readonly #queues: Queue[];
  /** Models that have begun and do not end where they are. */
  readonly #waiting = new Set<number>();
  #fresh = 0;
  #segments = 0;

  /** @param kept rungs that an earlier process came to, in their order */
  constructor(
    private readonly sweep: Sweep,
    private readonly kept: KeptModels,
    private readonly halving: HalvingSpec,
    rungs: readonly KeptRung[],
  ) {
    const largest = new Map<number, WavePlan>();
    for (const wave of sweep.plan.waves) {
      if (wave.models.length > (largest.get(wave.group)?.models.length ?? 0)) largest.set(wave.group, wave);
    }
    this.#losses = halving.rungs.map(() => new Map());
    this.#queues = halving.rungs.flatMap((_, rung) =>
      [...largest.values()].map((like) => ({ rung, like, waiting: [] })),
    );
    this.#recall(rungs);
    this.modelSteps = expectedSteps(sweep, halving, this.#knownEpochs());
  }

  next(): Segment | null {
    const full = this.#queues.findLast(({ waiting, like }) => waiting.length >= like.models.length);
    return (full && this.#goOn(full)) ?? this.#begin() ?? this.waiting();
  }

  get waitingSteps(): number {
    const members = this.#queues.flatMap(({ waiting }) => waiting);
    return members.reduce((total, { state }) => total + state.history.stepLoss.length, 0);
  }

  isRung(epochs: number): boolean {
    return this.halving.rungs.includes(epochs);
  }

  judge({ epoch, wave, models, records }: WaveProgress): Verdict | null {
    const rung = this.halving.rungs.indexOf(epoch);
    const judged = [...models.keys()].filter((i) => models[i]!.setting.training.epochs > epoch);
    if (rung < 0 || judged.length === 0) return null;
    const losses = Float64Array.from(judged, (i) => records[i]!.validationLoss);
    const pools = Float64Array.from(judged, (i) => this.#poolOf(models[i]!));
    this.#reach(rung, losses, pools);
    const worst = new Map([...new Set(pools)].map((pool) => [pool, this.#worstThatGoesOn(rung, pool)]));
    const positions = judged.filter((_, at) => losses[at]! <= worst.get(pools[at]!)!);
    const goes = new Set(positions);
    for (const i of judged) {
      const beyond = expectedEpochs(this.halving, models[i]!.setting.training.epochs, rung);
      this.modelSteps += (Number(goes.has(i)) - this.halving.keep) * beyond * wave.stepsPerEpoch;
    }
    const places = placesOf(this.sweep, wave);
    const goingOn = positions.map((position) => places[position]!);
    const done = toRanges([...models.keys()].filter((i) => !goes.has(i)).map((i) => places[i]!));
    return { epoch, group: wave.group, losses, pools, positions, goingOn, done };
  }

  /**
   * Models of another seed learn from other rows where seeds are paired: there each seed, on each data set, keeps its
   * own best models.
   */
  #poolOf({ index, seed }: Model): number {
    const { seeds } = this.sweep.spec;
    if (seeds.mode === 'independent') return 0;
    return this.sweep.data.datasetOf[index]! * seeds.count + (seed - seeds.first);
  }

  #reach(rung: number, losses: Float64Array, pools: Float64Array): void {
    const known = this.#losses[rung]!;
    losses.forEach((loss, at) => {
      const pool = known.get(pools[at]!);
      if (pool) pool.push(loss);
      else known.set(pools[at]!, [loss]);
    });
  }

  /** The greatest loss among the share of a pool that goes on, at least one model. */
  #worstThatGoesOn(rung: number, pool: number): number {
    const losses = this.#losses[rung]!.get(pool) ?? [];
    const finite = Float64Array.from(losses.filter(Number.isFinite)).sort();
    const most = Math.max(1, Math.floor(this.halving.keep * losses.length));
    return finite[Math.min(finite.length, most) - 1] ?? -Infinity;
  }

  isWaitingBeyond(epoch: number): boolean {
    return this.#queues.some(({ rung, waiting }) => waiting.length > 0 && this.halving.rungs[rung]! > epoch);
  }

  continue({ epoch, group, goingOn, state }: KeptRung): void {
    if (!state) return;
    const rung = this.halving.rungs.indexOf(epoch);
    const queue = this.#queues.find((one) => one.rung === rung && one.like.group === group);
    if (!queue) throw new Error(`no models of group ${group} come to epoch ${epoch}`);
    memberStates(state).forEach((own, i) => this.#wait(queue, goingOn[i]!, own));
  }

  #wait({ waiting }: Queue, place: number, state: MemberState): void {
    waiting.push({ place, state });
    this.#waiting.add(place);
  }

  /** The next wave of the plan, without those of its models that have begun. */
  #begin(): Segment | null {
    const { plan, members } = this.sweep;
    while (this.#fresh < plan.waves.length) {
      const left = this.kept.leftOf(plan.waves[this.#fresh++]!, members);
      const places = left ? inRanges(left.places).filter((place) => !this.#waiting.has(place)) : [];
      if (left && places.length > 0) return this.#segment(planWave(left, members, toRanges(places)), 0, null);
    }
    return null;
  }

  /** The least trained first, so that they join those who are further. */
  waiting(): Segment | null {
    const some = this.#queues.find(({ waiting }) => waiting.length > 0);
    return some ? this.#goOn(some) : null;
  }

  #goOn(queue: Queue): Segment {
    const taken = queue.waiting.splice(0, queue.like.models.length);
    const states = new Map(taken.map(({ place, state }) => [place, state]));
    for (const { place } of taken) this.#waiting.delete(place);
    const wave = planWave(queue.like, this.sweep.members, toRanges(taken.map(({ place }) => place)));
    const state = joinStates(placesOf(this.sweep, wave).map((place) => states.get(place)!));
    return this.#segment(wave, queue.rung + 1, state);
  }

  #segment(wave: WavePlan, rung: number, state: WaveState | null): Segment {
    return { index: this.#segments++, wave, until: this.halving.rungs[rung] ?? Infinity, state };
  }

  /** Epochs of what is decided already: models that the store has, and those that wait at a rung. */
  #knownEpochs(): (place: number, epochs: number) => number | null {
    const rungs = new Map(this.#queues.flatMap(({ rung, waiting }) => waiting.map(({ place }) => [place, rung])));
    return (place, epochs) => {
      const rung = rungs.get(place);
      if (rung === undefined) return this.kept.storedEpochs(place, epochs);
      return this.halving.rungs[rung]! + expectedEpochs(this.halving, epochs, rung);
    };
  }

  /** Takes in what an earlier process decided. */
  #recall(rungs: readonly KeptRung[]): void {
    for (const { epoch, losses, pools } of rungs) this.#reach(this.halving.rungs.indexOf(epoch), losses, pools);
    for (const rung of rungs) this.continue(rung);
    // whoever has passed a later rung since, or has ended, does not wait at the earlier one any more
    const last = new Map(this.#queues.flatMap(({ waiting }, queue) => waiting.map(({ place }) => [place, queue])));
    for (const [at, queue] of this.#queues.entries()) {
      queue.waiting = queue.waiting.filter(({ place }) => {
        const waits = last.get(place) === at && !this.kept.store?.finished.has(place);
        if (!waits && last.get(place) === at) this.#waiting.delete(place);
        return waits;
      });
    }
  }
}

/** The place of each model of a wave, in its order. */
function placesOf({ plan }: Sweep, { models, places }: WavePlan): number[] {
  const placeOf = new Map(inRanges(places).map((place) => [plan.order[place]!, place]));
  return models.map((model) => placeOf.get(model)!);
}

/** Optimizer steps that a run will take: under successive halving, when at each rung just the share that is to go on does. */
export function stepsToExpect({ spec, plan, models }: Pick<Sweep, 'spec' | 'plan' | 'models'>): number {
  return spec.halving ? Math.round(expectedSteps({ plan, models }, spec.halving)) : plan.modelSteps;
}

/** @param known epochs of a model that are known already, by its place and those of its setting */
function expectedSteps(
  { plan, models }: Pick<Sweep, 'plan' | 'models'>,
  halving: HalvingSpec,
  known: (place: number, epochs: number) => number | null = () => null,
): number {
  const epochsAt = (place: number) => {
    const { epochs } = models.at(plan.order[place]!)!.setting.training;
    return known(place, epochs) ?? expectedEpochs(halving, epochs);
  };
  return plan.waves.reduce(
    (total, wave) => total + wave.stepsPerEpoch * inRanges(wave.places).reduce((sum, at) => sum + epochsAt(at), 0),
    0,
  );
}

/** Epochs that a model of so many trains in the mean: in all, or of those that go on from a rung beyond it. */
function expectedEpochs({ rungs, keep }: HalvingSpec, epochs: number, rung = -1): number {
  const ends = [0, ...rungs.filter((end) => end < epochs), epochs].slice(rung + 1);
  return ends.slice(1).reduce((sum, end, i) => sum + keep ** i * (end - ends[i]!), 0);
}
