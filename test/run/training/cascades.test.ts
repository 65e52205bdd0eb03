import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { memory } from '../../../aligndet/engine/index.js';
import { train } from '../../../aligndet/run/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { expectFinite } from '../../support/finite.js';
import { tinyCbnet, tinySelfSupCbv2, tinySelfSupHtc, tinySemanticHtc } from '../../support/tiny-cascades.js';
import { tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';

interface Config {
  readonly data: Record<'train' | 'val' | 'test', { readonly pipeline: readonly { type: string }[] }>;
}

const quiet = new Map([['log_level', 'ERROR']]);

/** Losses of all iterations of a run. */
async function lossesOf(config: string, workDir: string): Promise<number[]> {
  const before = memory().numTensors;
  expect(await train(config, { workDir, seed: 1, overrides: quiet })).toMatchObject({ isStopped: false });
  expect(memory().numTensors).toBe(before);
  const [log] = readdirSync(workDir).filter((name) => name.endsWith('.log.json'));
  const lines = readFileSync(join(workDir, log), 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ mode }) => mode === 'train')
    .map(({ loss }) => loss);
}

type Change = (config: Config, folder: string) => Promise<object>;

async function writeConfig(folder: string, model: object, change: Change): Promise<string> {
  const { config } = await writeTinyDataset(folder, tinyCoco(), model);
  const parsed = JSON.parse(readFileSync(config, 'utf8')) as Config;
  writeFileSync(config, JSON.stringify({ ...parsed, ...(await change(parsed, folder)) }));
  return config;
}

const unchanged: Change = async () => ({});

/** Maps of the classes of pixels beside the images, and a pipeline that reads them. */
const withSemantics: Change = async ({ data }, folder) => {
  const pixels = Uint8Array.from({ length: 64 * 48 }, (_, i) => (i % 64 < 8 ? 255 : i % 3));
  const raw = { width: 64, height: 48, channels: 1 } as const;
  mkdirSync(join(folder, 'seg'));
  for (const { file_name: name } of tinyCoco().images)
    await sharp(pixels, { raw })
      .toColourspace('b-w')
      .toFile(join(folder, 'seg', name as string));
  const pipeline = data.train.pipeline.flatMap((step) => {
    if (step.type === 'LoadAnnotations') return [{ ...step, with_seg: true }];
    if (step.type === 'DefaultFormatBundle') return [{ type: 'SegRescale', scale_factor: 1 / 8 }, step];
    if (step.type !== 'Collect') return [step];
    return [{ ...step, keys: ['img', 'gt_bboxes', 'gt_labels', 'gt_masks', 'gt_semantic_seg'] }];
  });
  return { data: { ...data, train: { ...data.train, seg_prefix: `${folder}/seg/`, pipeline } } };
};

/** Two views of each image, whose boxes are the proposals. */
const withViews: Change = async ({ data }) => {
  const { pipeline, ...source } = data.train;
  const [image, annotations, ...rest] = pipeline;
  const view = rest.map((step) =>
    step.type === 'Collect' ? { ...step, keys: ['img', 'gt_bboxes', 'gt_labels'] } : step,
  );
  const dataset = { ...source, pipeline: [image, { ...annotations, with_mask: false }] };
  const train = { type: 'MultiViewCocoDataset', num_views: 2, pipelines: [view, view], dataset };
  const { val: _, test: __, ...others } = data;
  return { data: { ...others, train }, custom_hooks: [{ type: 'MomentumUpdateHook' }] };
};

describe('a run', () => {
  it.each([
    ['HybridTaskCascade with classes of pixels', tinySemanticHtc, withSemantics],
    ['CBNetHybridTaskCascade', tinyCbnet, unchanged],
  ])('of %s trains, and is evaluated', async (_name, model, change) => {
    const folder = temporaryFolder();
    const config = await writeConfig(folder, model, change);
    const losses = await lossesOf(config, join(folder, 'run'));
    expect(losses).toHaveLength(6); // 2 epochs of 3 iterations
    expectFinite(losses);
    const weights = join(folder, 'run', 'latest.pth');
    const { exitCode, stdout } = await runCommand('test', config, weights, '--eval', 'bbox', 'segm');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toHaveProperty('segm_mAP');
  });

  it.each([
    ['SelfSupHTC', tinySelfSupHtc],
    ['SelfSupCBv2', tinySelfSupCbv2],
  ])('of %s trains', async (_name, model) => {
    const folder = temporaryFolder();
    const config = await writeConfig(folder, model, withViews);
    const losses = await lossesOf(config, join(folder, 'run'));
    expect(losses).toHaveLength(6);
    expectFinite(losses);
  });
});
