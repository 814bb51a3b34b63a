/**
 * The folder of the browser's private file system with a folder for each kept run.
 *
 * @throws DOMException, a SecurityError where there is no such file system: in private windows of some browsers, and where
 *   the user blocks the data of sites
 */
export async function runsFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await privateFiles();
  return root.getDirectoryHandle('runs', { create: true });
}

/** Browsers refuse in many ways, some by having no such method. */
async function privateFiles(): Promise<FileSystemDirectoryHandle> {
  try {
    return await navigator.storage.getDirectory();
  } catch (error) {
    throw new DOMException(String(error), 'SecurityError');
  }
}
