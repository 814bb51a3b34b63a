/**
 * Loaded before a command (`node --import`), this breaks the GPU of its child processes as THETASCAPE_TEST_FAULT says:
 * `{ kind, submission, children, patience }`, the fault, the submission at which it strikes, in how many children in a row,
 * and the milliseconds that stand for the minutes which a supervisor waits.
 */
import process from 'node:process';
import { globals } from 'webgpu';

const { kind, submission, children, patience } = JSON.parse(process.env.THETASCAPE_TEST_FAULT ?? '{}');

if (Number(process.env.THETASCAPE_RESTARTS ?? Infinity) < children) sabotage();

function sabotage() {
  const { GPUQueue, GPUBuffer, GPUDevice } = globals;
  let [device, submissions] = [null, 0];
  const strikes = {
    'hangs the process': () => {
      for (;;);
    },
    'crashes the process': () => process.abort(),
    'loses the device': () => device.destroy(),
    'is never done': () => {
      GPUQueue.prototype.onSubmittedWorkDone = never;
      GPUBuffer.prototype.mapAsync = never;
    },
    'reads as zeros': () => {
      GPUBuffer.prototype.getMappedRange = function () {
        return new ArrayBuffer(this.size);
      };
    },
  };
  before(GPUDevice, 'createBuffer', (self) => (device = self));
  before(GPUQueue, 'submit', () => ++submissions === submission && strikes[kind]());
  const send = process.send.bind(process);
  process.send = (beat, ...rest) => send({ ...beat, within: beat.within && patience }, ...rest);
}

const never = () => new Promise(() => {});

/** Calls `first` with the object before each call of a method. */
function before(type, method, first) {
  const original = type.prototype[method];
  type.prototype[method] = function (...args) {
    first(this);
    return original.apply(this, args);
  };
}
