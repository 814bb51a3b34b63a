import { CpuTraining, type Task } from './training';

/** A task begins a training; every further message asks for an epoch, which is answered by its snapshot. */
export type Message = Task | 'epoch';

let training: CpuTraining | null = null;

addEventListener('message', ({ data }: MessageEvent<Message>) => {
  if (data !== 'epoch') training = new CpuTraining(data);
  else if (training) postMessage(training.epoch());
});
