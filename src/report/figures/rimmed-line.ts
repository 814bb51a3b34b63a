import { line, type Data, type LineOptions, type Markish } from '@observablehq/plot';
import { needsRim, RIM_COLOUR } from './palette';

/** How much wider the rim is than the line that it makes visible on white. */
const RIM = 0.9;

/** A line, with a darker rim below it where its colour would not show. */
export function rimmedLine(data: Data, options: LineOptions & { stroke: string; strokeWidth: number }): Markish[] {
  const coloured = line(data, options);
  if (!needsRim(options.stroke)) return [coloured];
  return [line(data, { ...options, stroke: RIM_COLOUR, strokeWidth: options.strokeWidth + RIM }), coloured];
}
