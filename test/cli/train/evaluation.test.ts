import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';
import { tinyRetinaNet } from '../../support/tiny-models.js';
import { writeVoc } from '../../support/voc.js';

/** What all published configs of fine-tuning ask for. */
const published = { interval: 1, metric: ['bbox', 'segm'], save_best: 'auto', gpu_collect: true };

/** Rows of the log that hold metrics. */
function evaluations(workDir: string): Record<string, unknown>[] {
  const log = readdirSync(workDir).find((name) => name.endsWith('.log.json')) as string;
  const lines = readFileSync(join(workDir, log), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line)).filter(({ mode }) => mode === 'val');
}

describe('evaluation in a run', () => {
  const folder = temporaryFolder();

  it('takes what published configs ask for, and keeps the best checkpoint', async () => {
    const { config } = await writeTinyDataset(join(folder, 'coco'));
    writeFileSync(
      config,
      JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), evaluation: published }),
    );
    const work = join(folder, 'coco-run');
    const all = ['model.test_cfg.rcnn.score_thr=0'];
    const { exitCode, stderr } = await runCommand(
      'train',
      config,
      '--work-dir',
      work,
      '--cfg-options',
      ...all,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    const rows = evaluations(work);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['bbox_mAP', 'segm_mAP_50']));
    expect(readdirSync(work).filter((name) => /^best_bbox_mAP_epoch_[12]\.pth$/.test(name))).toHaveLength(1);
  });

  it('evaluates after each epoch where a config says nothing of it', async () => {
    const { config } = await writeTinyDataset(join(folder, 'silent'));
    const work = join(folder, 'silent-run');
    const { exitCode, stderr } = await runCommand('train', config, '--work-dir', work);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    expect(evaluations(work)).toHaveLength(2);
  });

  it.each([
    ['evaluation.metric=mAP', /evaluation\.metric: .*"bbox"/],
    ['evaluation.format_only=True', /evaluation\.format_only: unknown key/],
    ['evaluation.proposal_nums=[1,2]', /evaluation\.proposal_nums: /],
    ['evaluation.save_best=bbox_map', /save_best: unknown metric "bbox_map"\. Did you mean "bbox_mAP"\?/],
    ['evaluation.save_best=segm_mAP', /This evaluation has: bbox_mAP, /],
  ])('finds out before the training that the metric does not take %s', async (option, message) => {
    const { config } = await writeTinyDataset(join(folder, 'wrong'));
    const work = join(folder, 'wrong-run');
    const words = [config, '--work-dir', work, '--cfg-options', option];
    const { exitCode, stderr } = await runCommand('train', ...words);
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('internal error');
    expect(existsSync(join(work, 'latest.pth'))).toBe(false);
  });
});

describe('a run on PASCAL VOC', () => {
  const folder = temporaryFolder();
  const [config, work] = [join(folder, 'voc.json'), join(folder, 'run')];

  beforeAll(async () => {
    const tiny = await writeTinyDataset(join(folder, 'coco'), tinyCoco(), tinyRetinaNet);
    const run = JSON.parse(readFileSync(tiny.config, 'utf8'));
    const [first, second] = [
      await writeVoc(join(folder, 'first'), ['a', 'b', 'c']),
      await writeVoc(join(folder, 'second'), ['d']),
    ];
    const list = 'ImageSets/Main/test.txt';
    const voc = { type: 'VOCDataset', classes: ['cat', 'dog', 'bird'] };
    const train = JSON.parse(
      JSON.stringify(run.data.train.pipeline).replace(',"with_mask":true', '').replace(',"gt_masks"', ''),
    );
    const one = { ...voc, ann_file: first + list, img_prefix: first };
    const both = { ...voc, ann_file: [first + list, second + list], img_prefix: [first, second] };
    const { pipeline } = run.data.val;
    run.data = {
      ...run.data,
      train: { ...one, pipeline: train },
      val: { ...one, pipeline },
      test: { ...both, pipeline },
    };
    run.model.test_cfg = { ...run.model.test_cfg, score_thr: 0 };
    run.evaluation = { interval: 1, metric: 'mAP', save_best: 'auto' };
    writeFileSync(config, JSON.stringify(run));
  });

  it('reports mAP, and keeps the best checkpoint by it', async () => {
    const { exitCode, stderr } = await runCommand('train', config, '--work-dir', work);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    const rows = evaluations(work);
    expect(rows).toHaveLength(2);
    for (const { mAP, AP50 } of rows) expect(mAP).toBeCloseTo(AP50 as number, 2);
    expect(readdirSync(work).some((name) => name.startsWith('best_mAP_epoch_'))).toBe(true);
  });

  it('tests several sets by themselves, with the options of the config', async () => {
    const words = [config, join(work, 'latest.pth'), '--eval', 'mAP'];
    const { exitCode, stdout, stderr } = await runCommand(
      'test',
      ...words,
      '--eval-options',
      'iou_thr=[0.5,0.75]',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    const metrics = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    expect(Object.keys(metrics)).toEqual(['0_mAP', '0_AP50', '0_AP75', '1_mAP', '1_AP50', '1_AP75']);
  });

  it.each([
    [['--eval', 'bbox'], /--eval: unknown metric "bbox" for this dataset\. Known: mAP, recall/],
    [['--out', 'results.json'], /--out and --format-only write COCO result files/],
  ])('refuses %j', async (words, message) => {
    const { exitCode, stderr } = await runCommand('test', config, join(work, 'latest.pth'), ...words);
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
  });
});
