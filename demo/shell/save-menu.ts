import { ThetascapeError } from '../../src/errors';
import { csvFile, pngFile, svgFile } from '../../src/views/export/files';
import type { Picture } from '../../src/views/export/picture';
import { themeOf } from '../../src/views/theme';
import { download } from './download';
import { menu } from './menu';
import type { Attempt } from './notices';

/** The menu that saves a picture as it is shown on a surface. */
export function saveMenu(
  title: string,
  surface: HTMLElement,
  pictureNow: () => Promise<Picture | null>,
  attempt: Attempt,
): HTMLElement {
  const size = () => ({ width: surface.clientWidth, height: surface.clientHeight });
  const save = (ending: string, fileOf: (picture: Picture) => Blob | Promise<Blob>) => () =>
    void attempt(async () => {
      const picture = await pictureNow();
      if (!picture) throw new ThetascapeError(`There is nothing of ${title} to save: run the experiment first.`);
      download(await fileOf(picture), `${picture.name}.${ending}`);
    });
  const png = (scale: number) => save('png', (picture) => pngFile(picture, size(), themeOf(surface), scale));
  return menu('Save', `Save ${title}`, [
    { text: 'PNG, 2×', run: png(2) },
    { text: 'PNG, 4×', run: png(4) },
    { text: 'SVG', run: save('svg', (picture) => svgFile(picture, size(), themeOf(surface))) },
    { text: 'CSV', run: save('csv', csvFile) },
  ]);
}
