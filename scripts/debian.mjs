/**
 * Packages of Debian and Ubuntu, unpacked into a folder without touching the system: apt fetches and verifies them
 * with lists and archives of its own, and `dpkg -x` unpacks them. Needs no root.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `{ id, version, codename }` from the text of /etc/os-release. */
export function parseOsRelease(text) {
  const value = (key) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: value('ID'), version: Number(value('VERSION_ID')), codename: value('VERSION_CODENAME') };
}

/** This system's distribution, or null where there is no apt. */
export function distribution() {
  if (!existsSync('/etc/os-release') || spawnSync('apt-get', ['--version']).status !== 0) return null;
  return parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * The sources.list for `suite`: the release itself with the updates that the system has, and the suite.
 *
 * @param targets lines of `uri|release|component`, as apt lists the system's sources
 * @returns null when the system's sources name no mirror of its own release
 */
export function sourcesList(targets, { codename }, suite, keyring) {
  const rows = targets.split('\n').map((line) => line.split('|'));
  const mirror = (release) => rows.find((row) => row[1] === release && row[2] === 'main')?.[0];
  const main = mirror(codename);
  if (!main) return null;
  const updates = [`${codename}-updates`, `${codename}-security`].filter(mirror);
  const option = keyring ? ` [signed-by=${keyring}]` : '';
  return [...new Set([codename, ...updates, suite])]
    .map((name) => `deb${option} ${mirror(name) ?? main} ${name} main\n`)
    .join('');
}

/**
 * Fetches `name` and what it needs beyond what is installed, and unpacks it all into the empty `folder`.
 *
 * @param suite where to take it from, e.g. `bookworm-backports`
 * @param system this system's {@link distribution}
 * @throws Error with apt's own last words
 */
export function unpackPackage(name, suite, folder, system) {
  const keyring = `/usr/share/keyrings/${system.id}-archive-keyring.gpg`;
  const format = '--format=$(REPO_URI)|$(RELEASE)|$(COMPONENT)';
  // Without --no-release-info apt lists nothing on a system whose lists were never fetched.
  const targets = command('apt-get', ['indextargets', '--no-release-info', format, 'Created-By: Packages']);
  const sources = sourcesList(targets, system, suite, existsSync(keyring) ? keyring : null);
  if (!sources) throw new Error(`apt's sources name no mirror of ${system.codename}`);
  const apt = join(folder, 'apt');
  const archives = join(apt, 'archives');
  for (const part of ['lists', 'archives']) mkdirSync(join(apt, part, 'partial'), { recursive: true });
  writeFileSync(join(apt, 'sources.list'), sources);
  const options = aptOptions(apt);
  command('apt-get', [...options, '-qq', 'update']);
  // Preferring the release itself would hide its security updates.
  const prefer = suite === system.codename ? [] : ['-t', suite];
  command('apt-get', [...options, '-qq', '-y', '--download-only', ...prefer, 'install', name]);
  for (const file of readdirSync(archives)) {
    if (file.endsWith('.deb')) command('dpkg', ['-x', join(archives, file), folder]);
  }
  rmSync(apt, { recursive: true });
  // Some packages still put libraries into /lib, which on a system of today is /usr/lib.
  if (existsSync(join(folder, 'lib'))) {
    cpSync(join(folder, 'lib'), join(folder, 'usr', 'lib'), { recursive: true, verbatimSymlinks: true });
  }
}

/** Options that keep apt within `folder`, but for the list of what is installed. */
function aptOptions(folder) {
  const options = {
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': folder,
    'Dir::Cache::Archives': join(folder, 'archives'),
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': 'true',
  };
  return Object.entries(options).map(([key, value]) => `-o${key}=${value}`);
}

/** The command's output; its last line of errors is thrown when it fails. */
function command(program, parameters) {
  const { status, error, stdout, stderr } = spawnSync(program, parameters, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  if (status === 0) return stdout;
  throw new Error(
    `${program} failed: ${error?.message ?? (stderr.trim().split('\n').at(-1) || `exit code ${status}`)}`,
  );
}
