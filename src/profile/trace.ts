import { adapterName } from '../gpu/adapter';
import type { Profile } from './profile';

/** An event of a trace: a name of a track (`ph: "M"`) or a span of time (`ph: "X"`), in microseconds. */
interface TraceEvent {
  ph: 'M' | 'X';
  name: string;
  pid: number;
  tid?: number;
  ts?: number;
  dur?: number;
  cat?: string;
  args: Record<string, string | number>;
}

/**
 * Everything that was timed, as a trace in Chrome's JSON format, which ui.perfetto.dev and chrome://tracing open.
 * Format: "Trace Event Format", complete events.
 */
export function chromeTrace({ adapter, clock, wave, samples, comparison }: Profile) {
  const all = [...samples, ...(comparison?.samples ?? [])];
  const names = [...new Set(all.map(({ name }) => name))];
  const track = (name: string) => ({ pid: 1, tid: 1 + names.indexOf(name) });
  const processName: TraceEvent = {
    ph: 'M',
    name: 'process_name',
    pid: 1,
    args: { name: adapterName(adapter) },
  };
  const trackNames = names.map((name): TraceEvent => ({
    ph: 'M',
    name: 'thread_name',
    ...track(name),
    args: { name },
  }));
  const spans = all.map(({ name, start, seconds, repeats }): TraceEvent => ({
    ph: 'X',
    cat: 'gpu',
    name,
    ts: 1e6 * start,
    dur: 1e6 * seconds,
    ...track(name),
    args: { repeats, microsecondsPerRepeat: (1e6 * seconds) / repeats },
  }));
  return {
    displayTimeUnit: 'ns',
    otherData: { adapter, clock, wave },
    traceEvents: [processName, ...trackNames, ...spans],
  };
}
