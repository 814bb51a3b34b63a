import { make } from './elements';

/** Hands a file to the visitor. */
export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  make('a', { href: address, download: name }).click();
  // the browser has taken the file over by the next task
  setTimeout(() => URL.revokeObjectURL(address));
}
