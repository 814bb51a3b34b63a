/** The Chromium of the browser tests: the system's, else the distribution's package unpacked into the cache. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distribution, unpackPackage } from './debian.mjs';
import { cacheFolder, fillFolder } from './folders.mjs';
import { timed } from './say.mjs';

const places = [
  '/usr/bin/chromium',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Quiet, and with WebGPU on an adapter of `kind`: the GPU's, or one that runs on the CPU. */
export function chromiumFlags(kind = 'swiftshader') {
  return [...quiet, '--enable-unsafe-webgpu', ...(kind === 'hardware' ? ['--enable-features=Vulkan'] : onCpu)];
}

const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without the last three a canvas on the adapter takes the browser down. */
const onCpu = [
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/** The path of its program: THETASCAPE_CHROMIUM when it is set. Throws an Error that says what to do without one. */
export function findChromium(cache = cacheFolder(), wanted = process.env.THETASCAPE_CHROMIUM) {
  if (wanted && !existsSync(wanted)) throw new Error(`THETASCAPE_CHROMIUM is "${wanted}", which is not there.`);
  const unpacked = join(cache, 'chromium', 'run.sh');
  const found = wanted || [...places, unpacked].find((path) => existsSync(path));
  if (found) return found;
  try {
    timed(`Fetching Chromium into ${join(cache, 'chromium')}`, () => installChromium(join(cache, 'chromium')));
    return unpacked;
  } catch (error) {
    throw new Error(
      `No Chromium for the browser tests (${error.message}): install it, or set THETASCAPE_CHROMIUM to its path.`,
      { cause: error },
    );
  }
}

function installChromium(folder) {
  const system = distribution();
  if (!system) throw new Error('this system has no apt to fetch it with');
  fillFolder(folder, (temporary) => {
    unpackPackage('chromium', system.codename, temporary, system);
    if (!existsSync(join(temporary, 'usr', 'lib', 'chromium', 'chromium'))) {
      throw new Error(`the package chromium of ${system.codename} does not hold it`);
    }
    writeFileSync(join(temporary, 'fonts.conf'), fonts);
    writeFileSync(join(temporary, 'run.sh'), start, { mode: 0o755 });
  });
}

/** Its libraries are not where the system looks for them, and nor are its fonts on a system that has none. */
const start = `#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)
libraries=$(echo "$root"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH="$libraries:$libraries/pulseaudio" FONTCONFIG_FILE="$root/fonts.conf"
exec "$root/usr/lib/chromium/chromium" "$@"
`;

const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">usr/share/fonts</dir>
</fontconfig>
`;
