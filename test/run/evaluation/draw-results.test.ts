import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { silentProgress } from '../../../aligndet/core/index.js';
import { drawResults } from '../../../aligndet/run/evaluation/draw-results.js';
import { smallCoco, temporaryFolder, writeCoco } from '../../support/coco.js';

it('draws each image once, in the subfolders of the images and never outside of the folder', async () => {
  const root = temporaryFolder();
  const prefix = join(root, 'images');
  mkdirSync(prefix);
  const { images, ...others } = smallCoco();
  const withNames = (names: readonly string[]) => ({
    ...others,
    images: names.map((name, i) => ({ ...images[0], id: i + 1, file_name: name })),
  });
  const names = ['cam0/0001.png', 'cam1/0001.png', '../above/0001.png'];
  await writeCoco(prefix, withNames(names));
  const annFile = join(root, 'annotations.json');
  writeFileSync(annFile, JSON.stringify(withNames([...names, join(prefix, 'cam0/0001.png')])));
  const dataset = builtinBuilder().build(
    'dataset',
    {
      type: 'CocoDataset',
      ann_file: annFile,
      img_prefix: prefix,
      classes: ['disc', 'box'],
      test_mode: true,
      pipeline: [{ type: 'LoadImageFromFile' }],
    },
    'data.test',
  );
  const none = Array.from({ length: 4 }, () => ({ bboxes: new Float32Array(), labels: new Int32Array() }));
  const folder = join(root, 'drawn');
  await drawResults(dataset, none, { folder, threshold: 0.3, progress: silentProgress });
  const drawn = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.jpg'),
  );
  const absolute = join(prefix, 'cam0/0001.jpg').slice(1);
  expect(drawn.sort()).toEqual(['above/0001.jpg', 'cam0/0001.jpg', 'cam1/0001.jpg', absolute].sort());
  expect(readdirSync(root).sort()).toEqual(['above', 'annotations.json', 'drawn', 'images']);
});
