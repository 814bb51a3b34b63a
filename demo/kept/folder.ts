/** The folder of the browser's private file system with a folder for each kept run. */
export async function runsFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('runs', { create: true });
}
