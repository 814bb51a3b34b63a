import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { driverEnv, libraryEnv, withLibraryBeside } from '../../scripts/vulkan.mjs';

const folder = mkdtempSync(join(tmpdir(), 'thetascape-vulkan-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

test.each(['libvulkan_lvp.so', '/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so'])(
  '%s is looked for beside its file',
  (path) => {
    const icd = join(folder, 'lvp_icd.json');
    writeFileSync(
      icd,
      JSON.stringify({ ICD: { api_version: '1.4.305', library_path: path }, file_format_version: '1.0.0' }),
    );
    expect(JSON.parse(withLibraryBeside(icd))).toEqual({
      ICD: { api_version: '1.4.305', library_path: './libvulkan_lvp.so' },
      file_format_version: '1.0.0',
    });
  },
);

test('a driver is named under both names, its libraries come first, and there is a private runtime folder', () => {
  vi.stubEnv('LD_LIBRARY_PATH', '/mine');
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  expect(driverEnv('/icd.json', folder, '/libraries')).toEqual({
    VK_ICD_FILENAMES: '/icd.json',
    VK_DRIVER_FILES: '/icd.json',
    LD_LIBRARY_PATH: '/libraries:/mine',
    XDG_RUNTIME_DIR: join(folder, 'run'),
  });
  expect(statSync(join(folder, 'run')).mode & 0o777).toBe(0o700);
});

test("the system's own driver and runtime folder are left as they are", () => {
  vi.stubEnv('XDG_RUNTIME_DIR', '/run/user/1000');
  expect(Object.keys(driverEnv('/icd.json', folder))).toEqual(['VK_ICD_FILENAMES', 'VK_DRIVER_FILES']);
});

test('an empty library path adds no empty entry, which would mean the current folder', () => {
  vi.stubEnv('LD_LIBRARY_PATH', '');
  expect(libraryEnv('/libraries')).toEqual({ LD_LIBRARY_PATH: '/libraries' });
});
