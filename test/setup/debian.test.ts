import { expect, test } from 'vitest';
import { parseOsRelease, sourcesList } from '../../scripts/debian.mjs';
import { lavapipeSuite } from '../../scripts/lavapipe.mjs';

const debian12 =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n';
const ubuntu =
  'NAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.1 LTS"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian';

test('os-release is read with and without quotes', () => {
  expect(parseOsRelease(debian12)).toEqual({ id: 'debian', version: 12, codename: 'bookworm' });
  expect(parseOsRelease(ubuntu)).toEqual({ id: 'ubuntu', version: 24.04, codename: 'noble' });
  expect(parseOsRelease('ID=arch\n')).toEqual({ id: 'arch', version: 0, codename: '' });
});

test.each([
  ['debian', 11, 'bullseye', null],
  ['debian', 12, 'bookworm', 'bookworm-backports'],
  ['debian', 13, 'trixie', 'trixie'],
  ['ubuntu', 22.04, 'jammy', null],
  ['ubuntu', 24.04, 'noble', 'noble'],
  ['fedora', 43, '', null],
])('Mesa for %s %d comes from the suite that has 24 or later', (id, version, codename, suite) => {
  expect(lavapipeSuite({ id, version, codename })).toBe(suite);
});

const targets = [
  'https://mirror.example/debian/|bookworm|contrib',
  'https://mirror.example/debian/|bookworm|main',
  'https://mirror.example/debian/|bookworm|main',
  'https://mirror.example/debian/|bookworm-updates|main',
  'https://mirror.example/security/|bookworm-security|main',
  'https://packages.example/|nodistro|main',
].join('\n');

test("the private sources are the system's own mirrors, the backports from the main one", () => {
  const list = sourcesList(targets, { codename: 'bookworm' }, 'bookworm-backports', '/keys.gpg');
  expect(list?.split('\n')).toEqual([
    'deb [signed-by=/keys.gpg] https://mirror.example/debian/ bookworm main',
    'deb [signed-by=/keys.gpg] https://mirror.example/debian/ bookworm-updates main',
    'deb [signed-by=/keys.gpg] https://mirror.example/security/ bookworm-security main',
    'deb [signed-by=/keys.gpg] https://mirror.example/debian/ bookworm-backports main',
    '',
  ]);
});

test('only what the system has is updated from, and the release itself is named once', () => {
  const bare = 'https://mirror.example/debian/|trixie|main';
  const list = sourcesList(bare, { codename: 'trixie' }, 'trixie', null);
  expect(list).toBe('deb https://mirror.example/debian/ trixie main\n');
});

test('without a mirror of the release there are no sources', () => {
  expect(sourcesList('', { codename: 'bookworm' }, 'bookworm', null)).toBeNull();
  expect(sourcesList(targets, { codename: 'trixie' }, 'trixie', null)).toBeNull();
});
