import { readFile, readdir } from 'node:fs/promises';
import { link } from 'wesl';

const shared = new URL('../../shaders/shared/', import.meta.url);

/** Links a kernel that exists only for a test (a `.wesl` file beside it) with the modules of `shaders/shared`. */
export async function linkTestShader(file: URL): Promise<string> {
  const names = await readdir(shared);
  const modules = await Promise.all(
    names.map(async (name) => [`shared/${name}`, await readFile(new URL(name, shared), 'utf8')] as const),
  );
  const weslSrc = { ...Object.fromEntries(modules), 'main.wesl': await readFile(file, 'utf8') };
  return (await link({ weslSrc, rootModuleName: 'main' })).dest;
}
