/** The redis-server of the tests of the queue: the system's, else the distribution's package unpacked into the cache. */
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { distribution, unpackPackage } from './debian.mjs';
import { cacheFolder, fillFolder } from './folders.mjs';
import { timed } from './say.mjs';

/** The path of its program: THETASCAPE_REDIS_SERVER when it is set. Throws an Error that says what to do without one. */
export function findRedis(cache = cacheFolder(), wanted = process.env.THETASCAPE_REDIS_SERVER) {
  if (wanted && !existsSync(wanted)) throw new Error(`THETASCAPE_REDIS_SERVER is "${wanted}", which is not there.`);
  const unpacked = join(cache, 'redis', 'run.sh');
  const places = process.env.PATH.split(delimiter).map((folder) => join(folder, 'redis-server'));
  const found = wanted || [...places, unpacked].find((path) => existsSync(path));
  if (found) return found;
  try {
    timed(`Fetching Redis into ${join(cache, 'redis')}`, () => installRedis(join(cache, 'redis')));
    return unpacked;
  } catch (error) {
    throw new Error(
      `No redis-server for the tests of the queue (${error.message}): install it, or set THETASCAPE_REDIS_SERVER to its path.`,
      { cause: error },
    );
  }
}

function installRedis(folder) {
  const system = distribution();
  if (!system) throw new Error('this system has no apt to fetch it with');
  fillFolder(folder, (temporary) => {
    unpackPackage('redis-server', system.codename, temporary, system);
    if (!existsSync(join(temporary, 'usr', 'bin', 'redis-server'))) {
      throw new Error(`the package redis-server of ${system.codename} does not hold it`);
    }
    writeFileSync(join(temporary, 'run.sh'), start, { mode: 0o755 });
  });
}

/** Its libraries are not where the system looks for them. */
const start = `#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$(echo "$root"/usr/lib/*-linux-gnu)"
exec "$root/usr/bin/redis-server" "$@"
`;
