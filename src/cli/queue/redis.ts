import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { ThetascapeError } from '../../errors';
import { say } from '../say';

/** Milliseconds within which a server has to answer first. */
const PATIENCE = 5000;
/** Milliseconds from the loss of a server to the first try to reach it again, and the most between two tries. */
const [FIRST_TRY, LAST_TRY] = [500, 5000];

/**
 * A connection to the Redis at `redis://[[user]:password@]host[:port][/database]`, or `rediss://` with TLS. A connection
 * that is lost later is made again, for as long as it takes.
 *
 * @throws ThetascapeError when the address is none, or no Redis answers there
 */
export async function connect(address: string): Promise<Redis> {
  const place = placeOf(address);
  const { Redis: Client } = await import('ioredis');
  let met = false;
  const redis = new Client(address, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    // commands wait for a connection; a worker has nothing better to do
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => (met ? Math.min(FIRST_TRY * tries, LAST_TRY) : null),
  });
  let reason = '';
  // what is wrong with a connection comes as an event, and only that it is closed as an error
  redis.on('error', (error) => (reason = error.message));
  const silence = new AbortController();
  try {
    await Promise.race([
      redis.connect().then(() => redis.ping()),
      sleep(PATIENCE, undefined, silence).then(() => {
        throw new Error(`no answer within ${PATIENCE / 1000} s`);
      }),
    ]);
    met = true;
    tell(redis, place);
    return redis;
  } catch (error) {
    redis.disconnect();
    const why = reason || (error instanceof Error ? error.message : String(error));
    throw new ThetascapeError(
      `No Redis can be used at ${place} (${why}): start one ("redis-server"), or mend the address of --queue.`,
    );
  } finally {
    silence.abort();
  }
}

/** Says when a server is gone, and when it is back: until then nobody hears of anything else. */
function tell(redis: Redis, place: string): void {
  let isGone = false;
  redis.on('reconnecting', () => {
    if (!isGone) say(`Redis at ${place} is gone; trying until it is back, and what is being trained goes on.`);
    isGone = true;
  });
  redis.on('ready', () => {
    if (isGone) say(`Redis at ${place} is back.`);
    isGone = false;
  });
}

/** An address without its password, for people. */
export function placeOf(address: string): string {
  const url = URL.parse(address);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || !url.hostname) {
    throw new ThetascapeError(
      `--queue is no address of a Redis: give one such as redis://host:6379, or rediss://user:password@host:6380 with TLS.`,
    );
  }
  return `${url.protocol}//${url.host}${url.pathname}`;
}
