import type { Page } from 'playwright/test';

declare global {
  interface Window {
    /** Bytes of each buffer that was mapped to be read, in order. */
    readBacks: number[];
  }
}

/** Counts what the GPU hands to the page, whatever the page says of it. */
export async function watchReadBacks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.readBacks = [];
    const mapAsync = Reflect.get(GPUBuffer.prototype, 'mapAsync');
    GPUBuffer.prototype.mapAsync = function map(mode, offset = 0, size?) {
      if (mode === GPUMapMode.READ) window.readBacks.push(size ?? this.size - offset);
      return mapAsync.call(this, mode, offset, size);
    };
  });
}
