import { builtinBuilder } from '../../../aligndet/builtins.js';
import { datasetInfo } from '../../../aligndet/run/training/facts.js';
import { type CocoFile, smallCoco, temporaryFolder, writeCoco } from '../../support/coco.js';

describe('what the log says of a dataset', () => {
  const folder = temporaryFolder();

  const infoOf = async (change: (file: CocoFile) => void, times = 1): Promise<string> => {
    const file = smallCoco();
    change(file);
    const dataset = {
      type: 'CocoDataset',
      ann_file: await writeCoco(folder, file),
      img_prefix: folder,
      classes: ['disc', 'box'],
      pipeline: [{ type: 'LoadImageFromFile' }],
    };
    const repeated = { type: 'RepeatDataset', times, dataset };
    return datasetInfo(
      builtinBuilder().build('dataset', times === 1 ? dataset : repeated, 'data.train'),
      'data.train',
    );
  };

  it('is its images, and the objects of each class', async () => {
    expect(await infoOf(() => {})).toBe('data.train: 2 images, 2 classes: disc 2, box 1');
  });

  it('tells what is left out, and why', async () => {
    const info = await infoOf(({ images }) => {
      images.push({ id: 3, file_name: 'empty.png', width: 64, height: 48 });
      Object.assign(images[1], { width: 48, height: 31 });
    });
    expect(info).toBe(
      'data.train: 1 images (left out: 1 have no annotation of these classes, 1 are smaller than 32 pixels), 2 classes: disc 1, box 1',
    );
  });

  it('tells it of a dataset below others', async () => {
    const withEmpty = ({ images }: CocoFile) =>
      void images.push({ id: 3, file_name: 'empty.png', width: 64, height: 48 });
    expect(await infoOf(withEmpty, 2)).toContain(
      '4 images (left out: 1 have no annotation of these classes), 2 classes',
    );
  });
});
