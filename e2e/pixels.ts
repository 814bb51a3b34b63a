import type { Locator } from 'playwright/test';

/** Share of the pixels of an element's picture that have a colour of their own, not a grey. */
export async function colouredShare(element: Locator): Promise<number> {
  const png = await element.screenshot();
  return element.page().evaluate(
    async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
      context.drawImage(picture, 0, 0);
      const { data } = context.getImageData(0, 0, picture.width, picture.height);
      let coloured = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > 40) coloured++;
      }
      return coloured / (data.length / 4);
    },
    [...png],
  );
}
