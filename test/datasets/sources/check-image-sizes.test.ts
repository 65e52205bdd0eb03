import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { Builder, Random } from '../../../aligndet/core/index.js';
import { checkImageSizes, datasetRegistry, transformRegistry } from '../../../aligndet/datasets/index.js';
import { type CocoFile, gradient, smallCoco, temporaryFolder, writeCoco } from '../../support/coco.js';

const builder = new Builder([datasetRegistry, transformRegistry]);

describe('sizes of images', () => {
  const folder = temporaryFolder();
  const build = (options: Record<string, unknown> = {}) =>
    builder.build('dataset', {
      type: 'CocoDataset',
      ann_file: 'annotations.json',
      data_root: folder,
      classes: ['disc', 'box'],
      pipeline: [{ type: 'LoadImageFromFile' }],
      ...options,
    });

  beforeEach(async () => {
    await writeCoco(folder);
  });

  function rewrite(change: (file: CocoFile) => void): void {
    const file = smallCoco();
    change(file);
    writeFileSync(join(folder, 'annotations.json'), JSON.stringify(file));
  }

  async function turn(name: string, orientation: number): Promise<void> {
    const raw = { width: 64, height: 48, channels: 3 as const };
    await sharp(gradient(64, 48), { raw }).jpeg().withMetadata({ orientation }).toFile(join(folder, name));
    rewrite(({ images }) => {
      images[0].file_name = name;
    });
  }

  const swapped = (file: CocoFile) => {
    file.images[1] = { ...file.images[1], width: 64, height: 48 };
  };

  it('pass where they are those of the file', async () => {
    await expect(checkImageSizes(build())).resolves.toBeUndefined();
  });

  it.each(['CocoDataset', 'RepeatDataset', 'MultiViewCocoDataset', 'MultiImageMixDataset', 'ConcatDataset'])(
    'are checked before the start, in %s too, with how many differ',
    async (type) => {
      rewrite(swapped);
      const dataset = {
        ...{ type: 'CocoDataset', ann_file: 'annotations.json', data_root: folder },
        classes: ['disc'],
        pipeline: [{ type: 'LoadImageFromFile' }],
      };
      const wrappers: Record<string, object> = {
        CocoDataset: dataset,
        RepeatDataset: { type, dataset, times: 2 },
        MultiViewCocoDataset: { type, dataset, num_views: 1, pipelines: [[]] },
        MultiImageMixDataset: { type, dataset, pipeline: [] },
        ConcatDataset: { type, datasets: [dataset, dataset] },
      };
      const built = builder.build('dataset', wrappers[type] as never);
      await expect(checkImageSizes(built as never)).rejects.toThrow(
        /high\.png is 48 x 64 pixels.*annotations\.json gives 64 x 48 for it \(image id 2\)\. 1 of 2 images checked differ\. .*swapped/,
      );
    },
  );

  it('are checked when an image is loaded, in test mode too', async () => {
    rewrite(swapped);
    for (const options of [{}, { test_mode: true }]) {
      await expect(build(options).get(1, new Random(0))).rejects.toThrow(
        /high\.png is 48 x 64 pixels.*annotations\.json gives 64 x 48 for it \(image id 2\)/,
      );
    }
  });

  it('are those after EXIF, unless the pipeline leaves it out', async () => {
    await turn('turned.jpg', 6);
    await expect(checkImageSizes(build())).rejects.toThrow(/turned\.jpg is 48 x 64.*EXIF orientation \(6\)/);
    await expect(build().get(0, new Random(0))).rejects.toThrow(
      /turned\.jpg is 48 x 64.*EXIF orientation \(6\)/,
    );
    const unturned = build({
      pipeline: [{ type: 'LoadImageFromFile', color_type: 'color_ignore_orientation' }],
    });
    await checkImageSizes(unturned);
    expect(await unturned.get(0, new Random(0))).toMatchObject({ img_shape: [48, 64, 3] });
  });

  it('may be unknown to the file: 0 x 0', async () => {
    rewrite(({ images }) => {
      images[1] = { ...images[1], width: 0, height: 0 };
    });
    await checkImageSizes(build({ test_mode: true }));
    await build({ test_mode: true }).get(1, new Random(0));
  });

  it('need images that exist', async () => {
    rewrite(({ images }) => {
      images[1].file_name = 'gone.png';
    });
    await expect(checkImageSizes(build())).rejects.toThrow(/gone\.png does not exist\. .*Check img_prefix/);
  });
});
