import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { link } from 'wesl';

const SHARED = ['philox', 'permutation'];

/** Links a kernel that exists only for a test (a `.wesl` file beside it) with the modules of `shaders/shared`. */
export async function linkTestShader(url: URL): Promise<string> {
  const shared = await Promise.all(
    SHARED.map(async (name) => {
      const path = `shared/${name}.wesl`;
      return [path, await readFile(new URL(`../../shaders/${path}`, import.meta.url), 'utf8')] as const;
    }),
  );
  const rootModuleName = basename(url.pathname, '.wesl');
  const weslSrc = { ...Object.fromEntries(shared), [`${rootModuleName}.wesl`]: await readFile(url, 'utf8') };
  return (await link({ weslSrc, rootModuleName })).dest;
}
