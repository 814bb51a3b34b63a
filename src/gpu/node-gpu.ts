import { ThetascapeError } from '../errors';
import { patiently } from './dawn-ticks';

/**
 * Dawn crashes when the object that `create()` returned is collected while an adapter, device or buffer made from it
 * is in use, and nothing made from it keeps it alive. So the one object of this process is held on globalThis for as
 * long as the process lives, which also means that a program has to end with `process.exit()`.
 */
const held = globalThis as typeof globalThis & { thetascapeDawn?: GPU };

/**
 * The best adapter that Dawn finds in Node, or null. WebGPU's constants (`GPUBufferUsage`, …) become globals, as they
 * are in a page, and `setImmediate` one by which Dawn waits {@link patiently}. Which driver Dawn finds depends on the
 * environment that the process was started in.
 *
 * @throws ThetascapeError where Dawn has no build for this system
 */
export async function requestNodeAdapter(): Promise<GPUAdapter | null> {
  held.thetascapeDawn ??= await createDawn();
  return held.thetascapeDawn.requestAdapter({ powerPreference: 'high-performance' });
}

async function createDawn(): Promise<GPU> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    globalThis.setImmediate = patiently(setImmediate); // Dawn reads it from there at each tick
    // it would round timestamps to 65.5 µs, as browsers do lest a page spies with them
    return create(['disable-dawn-features=timestamp_quantization']);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ThetascapeError(
      `The npm package webgpu (Dawn) does not run on this system (${reason}): use Linux, macOS or Windows on x64 or arm64, or train in a page.`,
    );
  }
}
