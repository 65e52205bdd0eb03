import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';
import { tinyFcos, tinyMaskRcnn } from '../../support/tiny-models.js';

describe.each([
  ['Mask R-CNN', tinyMaskRcnn, ['bbox', 'segm'], 'model.test_cfg.rcnn.score_thr=0'],
  ['FCOS', tinyFcos, ['bbox'], 'model.test_cfg.score_thr=0'],
])('a test of %s in several views', (_name, model, metrics, all) => {
  const folder = temporaryFolder();
  const checkpoint = join(folder, 'run/latest.pth');
  const views = 'data.test.pipeline.1.img_scale=[(64,48),(80,60)]';
  const flip = 'data.test.pipeline.1.flip=True';
  let config: string;

  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder, tinyCoco(), model));
    const words = [config, '--no-validate', '--work-dir', join(folder, 'run'), '--seed', '1'];
    const { exitCode, stderr } = await runCommand('train', ...words, '--cfg-options', 'runner.max_epochs=1');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
  });

  it('merges what is found in scales and mirrored', async () => {
    const boxes = async (name: string, ...options: string[]) => {
      const words = ['test', config, checkpoint, '--out', join(folder, `${name}.json`), '--eval', ...metrics];
      const { exitCode, stderr } = await runCommand(...words, '--cfg-options', all, ...options);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
      return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    };
    const [one, several] = [await boxes('one'), await boxes('several', views, flip)];
    const images = (rows: { image_id: number }[]) => [...new Set(rows.map(({ image_id: id }) => id))];
    expect(images(several)).toEqual(images(one));
    expect(several).not.toEqual(one);
  });

  it.each(['--out', '--show-dir', '--work-dir'])(
    'finds out before the run that %s cannot be written',
    async (flag) => {
      const words = ['test', config, checkpoint, '--eval', 'bbox', flag, join(config, 'below', 'a.json')];
      const { exitCode, stdout, stderr } = await runCommand(...words);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`${flag} .* cannot be written: a parent in the path is a file`));
    },
  );

  it('says what to change where images come in batches', async () => {
    const { exitCode, stderr } = await runCommand(
      ...['test', config, checkpoint, '--eval', ...metrics],
      ...['--cfg-options', flip, 'data.test.samples_per_gpu=2'],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('creates 2 views of an image, which are merged one image at a time');
  });
});
