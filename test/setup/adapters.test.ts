import { expect, test } from 'vitest';
import { candidates, firstWorking, kindOf, kinds, wantedKinds } from '../../scripts/adapters.mjs';
import { cacheFolder } from '../../scripts/folders.mjs';

const gpu = { vendor: 'nvidia', architecture: 'hopper', device: '', description: 'H100', software: false };
const llvmpipe = { vendor: 'mesa', architecture: 'software', device: '', description: 'llvmpipe', software: true };
const swiftshader = { ...llvmpipe, vendor: 'google', architecture: 'swiftshader', description: 'SwiftShader driver' };

test('an adapter is of the kind that its description says', () => {
  expect([gpu, llvmpipe, swiftshader].map(kindOf)).toEqual(kinds);
});

test('the kinds to try are the preferred ones, unless the environment says otherwise', () => {
  expect(wantedKinds(kinds, {})).toEqual(['hardware', 'lavapipe', 'swiftshader']);
  expect(wantedKinds(['lavapipe'], {})).toEqual(['lavapipe']);
  expect(wantedKinds(kinds, { VK_DRIVER_FILES: '/icd.json' })).toEqual(['named']);
  expect(wantedKinds(kinds, { VK_DRIVER_FILES: '/icd.json', THETASCAPE_ADAPTER: 'swiftshader' })).toEqual([
    'swiftshader',
  ]);
});

test('an unknown kind is refused with the kinds there are', () => {
  expect(() => wantedKinds(kinds, { THETASCAPE_ADAPTER: 'lavapip' })).toThrow(
    'THETASCAPE_ADAPTER is "lavapip": use one of hardware, lavapipe, swiftshader.',
  );
});

const list = [
  { kind: 'hardware', env: {} },
  { kind: 'lavapipe', env: { VK_DRIVER_FILES: '/old.json' } },
  { kind: 'lavapipe', env: { VK_DRIVER_FILES: '/new.json' } },
  { kind: 'swiftshader', env: { VK_DRIVER_FILES: '/swiftshader.json' } },
];

/** A machine on which Dawn finds what `found` says for each driver, and `system` where none is named. */
const machine =
  (system: typeof gpu | null, found: Record<string, typeof gpu>) =>
  (env: { VK_DRIVER_FILES?: string }): typeof gpu | null =>
    env.VK_DRIVER_FILES ? (found[env.VK_DRIVER_FILES] ?? null) : system;

const software = { '/new.json': llvmpipe, '/swiftshader.json': swiftshader };

test.each([
  ['a GPU is taken before anything else', machine(gpu, software), 'hardware', {}],
  ['a refused driver is passed over', machine(null, software), 'lavapipe', { VK_DRIVER_FILES: '/new.json' }],
  ['a software adapter is no hardware', machine(llvmpipe, software), 'lavapipe', { VK_DRIVER_FILES: '/new.json' }],
  [
    'SwiftShader is the last',
    machine(null, { '/swiftshader.json': swiftshader }),
    'swiftshader',
    { VK_DRIVER_FILES: '/swiftshader.json' },
  ],
  [
    "a driver that shows another driver's adapter is not taken for its own",
    machine(null, { '/old.json': swiftshader, '/swiftshader.json': swiftshader }),
    'swiftshader',
    { VK_DRIVER_FILES: '/swiftshader.json' },
  ],
])('%s', (_, probe, kind, env) => {
  expect(firstWorking(list, probe)).toMatchObject({ kind, env });
});

test('without any there is none', () => {
  expect(firstWorking(list, () => null)).toBeNull();
});

test('a driver that the environment names is taken, whatever it is', () => {
  const choice = firstWorking(candidates(['named'], '/nowhere'), () => swiftshader);
  expect(choice).toEqual({ kind: 'swiftshader', env: {}, adapter: swiftshader });
});

test('Dawn finds an adapter of the kind that was looked for on this machine', () => {
  const choice = firstWorking(candidates(kinds, cacheFolder()));
  expect(choice?.adapter.vendor).toMatch(/./);
  const again = firstWorking([{ kind: 'named', env: choice?.env ?? {} }]);
  expect(again?.adapter).toEqual(choice?.adapter);
});
