/** Milliseconds that a turn of Node's event loop sleeps while Dawn owes an answer. */
const REST = 0.1;

const cell = new Int32Array(new SharedArrayBuffer(4));
let due = 0;
let isResting = false;

/**
 * Lets Node rest while it waits for Dawn, whose package for Node asks for an answer in every turn of the event loop, which
 * then never sleeps. A thread that spins takes a core from drivers that compute or compile on the CPU.
 *
 * WebGPU's classes have to be globals.
 */
export function restWhileWaiting(): void {
  makeRest(GPUQueue.prototype, 'onSubmittedWorkDone');
  makeRest(GPUBuffer.prototype, 'mapAsync');
  makeRest(GPUDevice.prototype, 'createComputePipelineAsync');
}

type Asks<Name extends string> = Record<Name, (...args: never[]) => Promise<unknown>>;

function makeRest<Name extends string>(prototype: Asks<Name>, name: Name): void {
  const ask = prototype[name];
  prototype[name] = async function (this: unknown, ...args) {
    due++;
    if (!isResting) rest();
    try {
      return await ask.apply(this, args);
    } finally {
      due--;
    }
  };
}

/** Sleeps once a turn, as long as Dawn makes the loop turn and an answer is due. */
function rest(): void {
  isResting = due > 0;
  if (!isResting) return;
  setImmediate(() => {
    Atomics.wait(cell, 0, 0, REST);
    rest();
  }).unref();
}
