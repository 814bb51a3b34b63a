import { allocate, type Buffers } from '../buffers/allocate';
import { bindKernels } from './bind-kernels';
import { PassQueue, type Pacing } from './pass-queue';
import { structLayout, uploadWave, type WaveInputs } from './upload';

/** A wave on a device as its training begins: uploaded, its kernels compiled. Whoever opened it frees its buffers. */
export interface ResidentWave {
  device: GPUDevice;
  inputs: WaveInputs;
  buffers: Buffers;
  queue: PassQueue;
}

/**
 * Allocates and uploads a wave. Throws ThetascapeError when the device refuses the memory.
 */
export async function openWave(device: GPUDevice, inputs: WaveInputs, pacing: Pacing): Promise<ResidentWave> {
  const buffers = await allocate(device, inputs.wave.buffers);
  try {
    uploadWave(device, buffers, inputs);
    const bound = await bindKernels(device, inputs.wave, buffers);
    const stepLayout = structLayout('adam', 'Step');
    const queue = new PassQueue(device, bound, buffers.get('step'), stepLayout, pacing);
    return { device, inputs, buffers, queue };
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}
