/** Image files of many kinds become the pixels that OpenCV gives; `opencv-pixels.py` wrote files and pixels. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedSize } from '../../../aligndet/datasets/images/stored-size.js';
import { readImage } from '../../../aligndet/datasets/index.js';
import { temporaryFolder } from '../../support/coco.js';

interface Pixels {
  readonly shape: number[];
  readonly kind: 'uint8' | 'uint16' | 'float32' | 'float64' | 'uint32';
  readonly data: string;
}

type Case = { readonly file: string } & Readonly<Record<'color' | 'unchanged', Pixels | null>>;

const cases: Record<string, Case> = JSON.parse(
  readFileSync(new URL('./opencv-pixels.json', import.meta.url), 'utf8'),
);

/** Where OpenCV gives something else, and why ours is as it is. */
const OTHERWISE: Record<string, string> = {
  'bmp 24, OS/2 unchanged': 'OpenCV turns it into gray',
  'tiff of inks unchanged': 'inks become colours in every mode',
  'tiff with alpha unchanged': 'OpenCV keeps colours multiplied with alpha',
};

describe('readImage gives the pixels of OpenCV 4.7', () => {
  const folder = temporaryFolder();
  const modes = Object.keys(cases).flatMap((name) => [
    [name, 'color'] as const,
    [name, 'unchanged'] as const,
  ]);

  it.each(modes.filter(([name, mode]) => OTHERWISE[`${name} ${mode}`] === undefined))(
    '%s, %s',
    async (name, mode) => {
      const { file, [mode]: expected } = cases[name];
      const path = join(folder, 'image.jpg'); // the name has no say
      const bytes = Buffer.from(file, 'base64');
      writeFileSync(path, bytes);
      if (expected === null) {
        await expect(readImage(path, mode)).rejects.toThrow(/image\.jpg cannot be decoded: its values are/);
        return;
      }
      const { data, height, width, channels, axes } = await readImage(path, mode);
      expect(axes === 'HW' ? [height, width] : [height, width, channels]).toEqual(expected.shape);
      expect([...data]).toEqual(valuesOf(expected));
      expect(storedSize(bytes)).toEqual({ height, width });
    },
  );
});

function valuesOf({ data, kind }: Pixels): number[] {
  const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
  const types = {
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    float32: Float32Array,
    float64: Float64Array,
  };
  return [...new types[kind](buffer)];
}
