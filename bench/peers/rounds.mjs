/**
 * The measurement. All contenders at one number of models are alive together and take turns, A B C A B C, so that what
 * else the machine does falls on all of them. Every other turn has twice the steps of the one before it: a timer that
 * sees all of the work finds twice the time there.
 */

/** Contenders whose turns would take longer than this in all are left out. */
const MOST_SECONDS = 60;

/**
 * Times contenders `{ name, kind, host, job }` of `models` models and returns a row for each: its rate in model-steps/s
 * over the turns, the time of its first steps (which compiles), the scale check, and how far its losses are from those of
 * the first contender; or why it was left out.
 *
 * @param {{ checked: number, turns: number, seconds: number }} options `checked` steps are trained first and their losses
 *   compared; a turn then aims at `seconds`
 */
export async function measure(contenders, models, options) {
  const rows = [];
  for (const contender of contenders)
    rows.push({ ...contender, models, ...(await prepare(contender, models, options)) });
  for (let turn = 0; turn < options.turns; turn++) {
    for (const row of rows.filter(({ skipped }) => !skipped)) await takeTurn(row, turn);
  }
  for (const { name, host, losses } of rows) if (losses) await host.ask({ task: 'dispose', name });
  const expected = rows.find(({ losses }) => losses)?.losses;
  return rows.map((row) => summary(row, expected));
}

/** A contender's first steps and the length of its turns. What it cannot do is the reason that it is left out. */
async function prepare({ name, kind, host, job }, models, { checked, turns, seconds }) {
  try {
    const { unit } = await host.ask({ task: 'create', name, models, job: await job?.(name, models) });
    const { seconds: firstSeconds, losses } = await train({ name, host }, checked);
    console.error(`${kind}, ${name}, ${models} models: first steps took ${firstSeconds.toFixed(1)} s`);
    const { seconds: unitSeconds } = await train({ name, host }, unit);
    const steps = unit * Math.max(1, Math.round(seconds / unitSeconds));
    const needed = (1.5 * turns * steps * unitSeconds) / unit;
    const skipped = needed > MOST_SECONDS ? `${turns} turns would take ${Math.round(needed)} s` : null;
    return { steps, skipped, firstSeconds, losses, times: [[], []] };
  } catch (error) {
    return { skipped: error.message.split('\n')[0] };
  }
}

async function takeTurn(row, turn) {
  const twice = turn % 2;
  const { seconds } = await train(row, row.steps * (1 + twice));
  row.times[twice].push(seconds);
}

/** Losses that are not numbers void the row. */
async function train({ name, host }, steps) {
  const reply = await host.ask({ task: 'train', name, steps });
  if (!reply.losses.every(Number.isFinite)) throw new Error(`${name}: a loss is not finite`);
  return reply;
}

function summary({ name, kind, host, models, steps, skipped, firstSeconds, losses, times }, expected) {
  const row = { name, kind, host: host.versions, adapter: host.adapter, models, skipped };
  if (skipped) return row;
  const rates = times.flatMap((own, twice) => own.map((time) => (models * steps * (1 + twice)) / time));
  return {
    ...row,
    rates: rates.map(Math.round),
    rate: Math.round(median(rates)),
    firstSeconds,
    scale: median(times[1]) / median(times[0]),
    lossDifference: Math.max(...losses.map((loss, model) => Math.abs(loss / expected[model] - 1))),
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
