import type { Locator, Page } from 'playwright/test';

export interface Picture {
  width: number;
  height: number;
  /** Share of the pixels that have a colour of their own, not a grey. */
  coloured: number;
}

/** Share of the pixels of an element's picture that have a colour of their own, not a grey. */
export async function colouredShare(element: Locator): Promise<number> {
  return (await measured(element.page(), await element.screenshot())).coloured;
}

/** What a PNG shows, as a browser opens it. */
export function measured(page: Page, png: Buffer): Promise<Picture> {
  return page.evaluate(
    async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
      const { width, height } = picture;
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(picture, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      let coloured = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > 40) coloured++;
      }
      return { width, height, coloured: coloured / (data.length / 4) };
    },
    [...png],
  );
}
