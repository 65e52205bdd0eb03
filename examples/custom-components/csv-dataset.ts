/**
 * @module A dataset: boxes in a CSV file with the lines `image,x1,y1,x2,y2,class`, in pixels. An image without boxes is a
 * line `image,,,,,`. Sizes are read from the images.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnnotatedImage,
  DataError,
  defineComponent,
  imageListDataset,
  imageListOptions,
  imageListPaths,
  imageSize,
  z,
} from 'aligndet/components';

export const csvDataset = defineComponent({
  slot: 'dataset',
  type: 'CsvDataset',
  schema: z.strictObject(imageListOptions),
  build: (options, builder) => {
    const { annFile, imgPrefix, classes } = imageListPaths(options);
    return imageListDataset(readCsv(annFile, imgPrefix, classes), options, builder);
  },
});

function readCsv(file: string, folder: string, classes: readonly string[]): AnnotatedImage[] {
  const images = new Map<string, { bboxes: number[][]; labels: number[] }>();
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  lines.forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    const [filename = '', ...values] = line.split(',');
    const image = images.get(filename) ?? { bboxes: [], labels: [] };
    images.set(filename, image);
    const [name] = values.splice(4);
    if (values.every((value) => value === '')) return;
    const label = classes.indexOf(name ?? '');
    if (values.length < 4 || label < 0) {
      throw new DataError(
        `${file}:${index + 1}: expected image,x1,y1,x2,y2,class with a class of ${classes.join(', ')}, but got "${line}".`,
      );
    }
    image.bboxes.push(values.map(Number));
    image.labels.push(label);
  });
  return [...images].map(([filename, boxes]) => ({
    filename,
    ...imageSize(join(folder, filename)),
    ...boxes,
  }));
}

declare module 'aligndet' {
  interface Components {
    CsvDataset: typeof csvDataset;
  }
}
