/** The state of a wave, model by model: models of several waves go on in one. */
import type { TrainingHistory } from './model-record';
import type { WaveState } from './run-store';

/** What one model goes on from. */
export interface MemberState {
  epoch: number;
  tick: number;
  /** Its rows of the buffers of the state, in their order. */
  rows: Uint8Array[];
  history: TrainingHistory;
}

/** The states of the models of a wave, in its order. */
export function memberStates({ checkpoint: { epoch, tick, state }, histories }: WaveState): MemberState[] {
  return histories.map((history, model) => ({
    epoch,
    tick,
    rows: state.map((buffer) => {
      const bytes = buffer.byteLength / histories.length;
      return new Uint8Array(buffer, model * bytes, bytes).slice();
    }),
    history,
  }));
}

/** A wave of models that have been trained for the same epochs. */
export function joinStates(members: readonly MemberState[]): WaveState {
  const [first] = members;
  if (!first) throw new Error('a wave has a model at least');
  const state = first.rows.map((own, row) => {
    const joined = new Uint8Array(own.length * members.length);
    members.forEach(({ rows }, model) => joined.set(rows[row]!, model * own.length));
    return joined.buffer;
  });
  const tick = members.reduce((most, member) => Math.max(most, member.tick), 0);
  const bytes = state.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return {
    checkpoint: { epoch: first.epoch, tick, state, bytes },
    histories: members.map(({ history }) => history),
  };
}

/** The states of some models of a wave, by their positions in it; null of none. */
export function chosenStates(state: WaveState, positions: readonly number[]): WaveState | null {
  if (positions.length === 0) return null;
  const members = memberStates(state);
  return joinStates(positions.map((position) => members[position]!));
}
