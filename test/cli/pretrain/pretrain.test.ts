import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { pretrainFolder } from '../../../aligndet/cli/pretrain/pretrain-folder.js';
import { type Logger, Random, silentLogger, silentProgress } from '../../../aligndet/core/index.js';
import { proposalOptionsSchema } from '../../../aligndet/datasets/index.js';
import { scene, writeScene } from '../../datasets/proposals/scene.js';
import { runCommand } from '../../support/command.js';
import { stopAfter } from '../../support/stop-after.js';
import { tinySelfSup } from '../../support/tiny-models.js';

const normalize = { type: 'Normalize', mean: [128, 128, 128], std: [64, 64, 64], to_rgb: true };
const view = [
  { type: 'Resize', img_scale: [64, 48], keep_ratio: true },
  { type: 'RandFlip', flip_ratio: 0.5 },
  normalize,
  { type: 'Pad', size_divisor: 16 },
  { type: 'DefaultFormatBundle' },
  { type: 'Collect', keys: ['img', 'gt_bboxes', 'gt_labels'] },
];

jest.setTimeout(300_000);

describe('aligndet pretrain', () => {
  const root = mkdtempSync(join(tmpdir(), 'own images '));
  const folder = join(root, 'my images');
  const config = join(root, 'tiny.json');

  beforeAll(async () => {
    mkdirSync(join(folder, 'more'), { recursive: true });
    const random = new Random(3);
    for (const name of ['1.png', '2.png', 'more/3.png', 'more/ü.png']) {
      const left = random.integer(5, 50);
      const rgb = scene(120, 90, [[left, 20, left + 40, 60, 210, 60, 30]], random);
      await writeScene(join(folder, name), 120, 90, rgb);
    }
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
    writeFileSync(
      config,
      JSON.stringify({
        model: tinySelfSup,
        data: {
          samples_per_gpu: 2,
          workers_per_gpu: 0,
          train: {
            type: 'MultiViewCocoDataset',
            dataset: {
              type: 'CocoDataset',
              classes: ['selective_search'],
              ann_file: 'nowhere.json',
              img_prefix: 'nowhere/',
              pipeline: [{ type: 'LoadImageFromFile' }, { type: 'LoadAnnotations', with_bbox: true }],
            },
            num_views: 2,
            pipelines: [view, view],
          },
        },
        optimizer: { type: 'SGD', lr: 0.001 },
        optimizer_config: {},
        lr_config: null,
        runner: { type: 'EpochBasedRunner', max_epochs: 2 },
        checkpoint_config: { interval: 1 },
        log_config: { interval: 1, hooks: [{ type: 'TextLoggerHook' }] },
        custom_hooks: [{ type: 'MomentumUpdateHook' }],
        log_level: 'ERROR',
      }),
    );
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const options = (workDir: string, lines: string[] = [], signal = new AbortController().signal) => {
    const note = (line: string) => void lines.push(line);
    const logger: Logger = { ...silentLogger, info: note, warn: note };
    return {
      folder,
      config,
      overrides: new Map(),
      workDir,
      seed: 0,
      proposals: proposalOptionsSchema.parse({ minEdgePx: 12 }),
      workers: 0,
      onBadImage: 'skip' as const,
      signal,
      progress: silentProgress,
      logger,
    };
  };

  it('makes weights of a folder of images; a run that was stopped gives the same ones', async () => {
    const [whole, broken] = [join(root, 'whole'), join(root, 'broken run')];
    const lines: string[] = [];
    expect(await pretrainFolder(options(whole, lines))).toEqual({ weights: join(whole, 'final_model.pth') });
    expect(lines.join('\n')).toContain('1 images cannot be read and are left out:');
    expect(await pretrainFolder(options(broken, [], stopAfter(3)))).toBeUndefined();
    expect(existsSync(join(broken, 'final_model.pth'))).toBe(false);
    const again: string[] = [];
    await pretrainFolder(options(broken, again));
    expect(again.join('\n')).toContain('proposals.json: exists already, with ');
    expect(readFileSync(join(broken, 'final_model.pth'))).toEqual(
      readFileSync(join(whole, 'final_model.pth')),
    );
  });

  it('leaves a finished run as it is', async () => {
    const workDir = join(root, 'whole');
    const [before, time] = [
      readdirSync(workDir).filter((file) => file.startsWith('epoch')),
      readFileSync(join(workDir, 'epoch_2.pth')),
    ];
    await pretrainFolder(options(workDir));
    expect(readdirSync(workDir).filter((file) => file.startsWith('epoch'))).toEqual(before);
    expect(readFileSync(join(workDir, 'epoch_2.pth'))).toEqual(time);
  });

  it('does not go on with the run of other images', async () => {
    const run = { ...options(join(root, 'whole')), folder: join(folder, 'more') };
    await expect(pretrainFolder(run)).rejects.toThrow('is from a pre-training on other images');
    expect(readFileSync(join(root, 'whole', 'proposals.json'), 'utf8')).toContain('"1.png"');
  });

  it('says what to type next', async () => {
    const { exitCode, stdout } = await runCommand(
      'pretrain',
      folder,
      '--config',
      config,
      '--work-dir',
      join(root, 'whole'),
      '--min-side',
      '12',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('npx aligndet train configs/coco/mask_rcnn_r50_fpn_1x_coco.ts --cfg-options');
    expect(stdout).toContain(`load_from=`);
    expect(stdout).toContain(
      'model.roi_head.bbox_head.num_classes=COUNT model.roi_head.mask_head.num_classes=COUNT',
    );
  });

  const never = ['--work-dir', join(root, 'never')];

  it.each<[string, string[], number, string]>([
    ['no folder', [join(root, 'my image'), ...never], 1, 'Did you mean "my images"?'],
    ['no images', [join(root, 'whole'), ...never], 1, 'No images found in '],
    [
      'another config',
      [folder, '--config', 'configs/coco/fcos_r50_fpn_1x_coco.ts', ...never],
      2,
      'fcos_r50_fpn_1x_coco.ts is not a pre-training config: expected the model SelfSupDetector, but got FCOS.',
    ],
    [
      'a missing config',
      [folder, '--config', 'configs/selfsup/nothing.ts', ...never],
      2,
      '--config: no such file: ',
    ],
    [
      'a work dir below a file',
      [folder, '--work-dir', join(folder, '1.png', 'x')],
      1,
      'a parent in the path is a file',
    ],
  ])('stops at once at %s', async (_case, words, code, message) => {
    const { exitCode, stderr } = await runCommand('pretrain', ...words);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
