/**
 * Loaded before a command (`node --import`), this writes down once a second what its child that trains takes, to the file
 * THETASCAPE_MEMORY_SAMPLES: a JSON line of `seconds`, `rss` and `buffers`, the bytes of GPU buffers that are alive.
 */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { globals } from 'webgpu';

const EVERY = 1000;
const file = process.env.THETASCAPE_MEMORY_SAMPLES;
if (file && process.env.THETASCAPE_RESTARTS) sample(file);

function sample(into) {
  const { GPUBuffer, GPUDevice } = globals;
  const alive = new Map();
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    buffer.sampled = {};
    alive.set(buffer.sampled, descriptor.size);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    alive.delete(this.sampled);
    destroy.call(this);
  };
  setInterval(() => {
    const buffers = alive.values().reduce((sum, bytes) => sum + bytes, 0);
    const line = { seconds: process.uptime(), rss: process.memoryUsage.rss(), buffers };
    appendFileSync(into, `${JSON.stringify(line)}\n`);
  }, EVERY).unref();
}
