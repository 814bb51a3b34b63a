/**
 * Faults at the seam to the GPU: a real device of which the n-th call of a kind goes wrong, as devices, drivers and
 * browsers do. What is broken is the device's own objects, since WebGPU takes no others.
 */

/** What goes wrong, the call that is counted, and whether the device is of no use afterwards. */
export const FAULTS = {
  'a buffer is invalid': { call: 'createBuffer', ruins: false },
  'a buffer is out of memory, silently': { call: 'createBuffer', ruins: false },
  'the device is lost before a submission': { call: 'submit', ruins: true },
  'the device is lost after a submission': { call: 'submit', ruins: true },
  'the device falls silent, and wakes when it is replaced': { call: 'submit', ruins: true },
  'work is never done': { call: 'onSubmittedWorkDone', ruins: false },
  'waiting for work is refused': { call: 'onSubmittedWorkDone', ruins: false },
  'work is said to be done at once': { call: 'onSubmittedWorkDone', ruins: false },
  'a mapping is refused': { call: 'mapAsync', ruins: false },
  'a mapping never comes': { call: 'mapAsync', ruins: false },
  'a read-back is zeros': { call: 'getMappedRange', ruins: false },
  'a read-back is that of before': { call: 'getMappedRange', ruins: false },
  'a pipeline is refused': { call: 'createComputePipelineAsync', ruins: true },
  'a pipeline never comes': { call: 'createComputePipelineAsync', ruins: true },
  'an error scope never ends': { call: 'popErrorScope', ruins: false },
};

/** Milliseconds from which on a timer is a deadline, which passes at once when the device owes an answer for good. */
const DEADLINE = 1000;
/** How much faster shorter ones pass, such as the wait for news of a loss. */
const HASTE = 10;

/** Time as the library sees it: `hang()` lets every deadline pass, as hours of silence would. */
export class Clock {
  #setTimeout = globalThis.setTimeout;
  #waiting = new Map();
  #hangs = false;

  constructor() {
    globalThis.setTimeout = (act, milliseconds = 0) => {
      if (this.#hangs || milliseconds < DEADLINE) return this.#setTimeout(act, this.#hangs ? 0 : milliseconds / HASTE);
      const timer = this.#setTimeout(() => (this.#waiting.delete(timer), act()), milliseconds);
      this.#waiting.set(timer, act);
      return timer;
    };
  }

  hang() {
    this.#hangs = true;
    for (const [timer, act] of this.#waiting) {
      clearTimeout(timer);
      this.#setTimeout(act, 0);
    }
    this.#waiting.clear();
  }

  /** Deadlines are as long as they are again. */
  calm() {
    this.#hangs = false;
  }

  end() {
    globalThis.setTimeout = this.#setTimeout;
  }
}

/**
 * Lets the `at`-th call, from 1, go wrong.
 *
 * @param {GPUDevice} device
 * @param {{ fault: string, at: number, clock: Clock }} plan one of {@link FAULTS}
 * @returns whether it has `struck`; `replaced()`, to be called once another device has taken over; and `mend()`
 */
export function sabotage(device, { fault, at, clock }) {
  const wakes = Promise.withResolvers();
  const state = { calls: 0, struck: false, silent: false, replaced: () => wakes.resolve(undefined), mend };
  const strike = strikesOn(device, clock, state)[fault];
  const patches = [];

  /** A method of which the counted call goes wrong, and which a silent device owes an answer. */
  function patch(object, name) {
    const original = object[name].bind(object);
    object[name] = (...parameters) => {
      if (name === FAULTS[fault].call && ++state.calls === at) {
        state.struck = true;
        return strike(original, ...parameters);
      }
      return state.silent && OWED.has(name)
        ? wakes.promise.then(() => original(...parameters))
        : original(...parameters);
    };
    patches.push(() => delete object[name]);
  }

  function mend() {
    for (const undo of patches) undo();
  }

  device.addEventListener('uncapturederror', hush);
  patches.push(() => device.removeEventListener('uncapturederror', hush));
  ['createBuffer', 'createComputePipelineAsync', 'popErrorScope'].forEach((name) => patch(device, name));
  ['submit', 'onSubmittedWorkDone'].forEach((name) => patch(device.queue, name));
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    if (descriptor.usage & GPUBufferUsage.MAP_READ) {
      remember(buffer, state);
      ['mapAsync', 'getMappedRange'].forEach((name) => patch(buffer, name));
    }
    return buffer;
  };
  // who waits for the device by then has given up; it is lost at last, and whatever it says comes too late
  void wakes.promise.then(() => state.silent && device.destroy());
  return state;
}

/** What a device that has fallen silent does not do any more. */
const OWED = new Set(['onSubmittedWorkDone', 'mapAsync', 'popErrorScope', 'createComputePipelineAsync']);

/** What the device complains of is expected, and would be printed. */
const hush = (event) => event.preventDefault();

const never = () => new Promise(() => {});
const refuse = async () => {
  throw new DOMException('a test has broken it', 'OperationError');
};
const invalid = (descriptor) => ({ ...descriptor, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE });

function strikesOn(device, clock, state) {
  const hang = () => (clock.hang(), never());
  return {
    'a buffer is invalid': (create, descriptor) => create(invalid(descriptor)),
    'a buffer is out of memory, silently': (create, descriptor) => {
      device.pushErrorScope('validation');
      const buffer = create(invalid(descriptor));
      Object.getPrototypeOf(device).popErrorScope.call(device);
      return buffer;
    },
    'the device is lost before a submission': (submit, commands) => {
      device.destroy();
      submit(commands);
    },
    'the device is lost after a submission': (submit, commands) => {
      submit(commands);
      device.destroy();
    },
    'the device falls silent, and wakes when it is replaced': (submit, commands) => {
      submit(commands);
      state.silent = true;
      clock.hang();
    },
    'work is never done': hang,
    'waiting for work is refused': refuse,
    'work is said to be done at once': async () => {},
    'a mapping is refused': refuse,
    'a mapping never comes': hang,
    'a read-back is zeros': (map) => new ArrayBuffer(map().byteLength),
    'a read-back is that of before': (map) => {
      const before = state.earlier ?? new ArrayBuffer();
      return resized(before, map().byteLength);
    },
    'a pipeline is refused': refuse,
    'a pipeline never comes': hang,
    'an error scope never ends': hang,
  };
}

/** Keeps what the latest read-back brought. */
function remember(buffer, state) {
  const map = buffer.getMappedRange.bind(buffer);
  buffer.getMappedRange = (...parameters) => {
    const range = map(...parameters);
    [state.earlier, state.latest] = [state.latest, range.slice()];
    return range;
  };
}

function resized(bytes, length) {
  const whole = new Uint8Array(length);
  whole.set(new Uint8Array(bytes).subarray(0, length));
  return whole.buffer;
}
