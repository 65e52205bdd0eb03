import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '../../../aligndet/engine/index.js';
import { train } from '../../../aligndet/run/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { expectFinite } from '../../support/finite.js';
import { stopAfter } from '../../support/stop-after.js';
import { tinyCoco, writeTinyDataset } from '../../support/tiny-dataset.js';
import { tinyDetr, tinySelfSupDetr } from '../../support/tiny-models.js';

interface Source {
  readonly pipeline: readonly { readonly type: string }[];
}
interface Config {
  readonly data: { readonly train: Source; readonly val: Source; readonly test: Source };
}

/** As DETR's configs have it. */
const schedule = {
  optimizer: { type: 'AdamW', lr: 2e-3, weight_decay: 1e-4 },
  optimizer_config: { grad_clip: { max_norm: 0.1, norm_type: 2 } },
  runner: { type: 'EpochBasedRunner', max_epochs: 4 },
};

/** Masks teach nothing here. */
const withoutMasks = (pipeline: Source['pipeline']) =>
  pipeline.map((step) => {
    if (step.type === 'LoadAnnotations') return { ...step, with_mask: false };
    return step.type === 'Collect' ? { ...step, keys: ['img', 'gt_bboxes', 'gt_labels'] } : step;
  });

/** One view of each image. */
function plainData({ data }: Config): object {
  return { data: { ...data, train: { ...data.train, pipeline: withoutMasks(data.train.pipeline) } } };
}

/** Two views of each image, whose boxes are the proposals and their classes the clusters. */
function views({ data }: Config): object {
  const { pipeline, ...source } = data.train;
  const [image, annotations, ...rest] = withoutMasks(pipeline);
  const dataset = { ...source, pipeline: [image, annotations] };
  const both = { type: 'MultiViewCocoDataset', num_views: 2, pipelines: [rest, rest], dataset };
  const { val: _, test: __, ...others } = data;
  return { data: { ...others, train: both }, custom_hooks: [{ type: 'MomentumUpdateHook' }] };
}

async function writeConfig(
  folder: string,
  model: object,
  change: (config: Config) => object,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { config } = await writeTinyDataset(folder, tinyCoco(), model);
  const parsed = JSON.parse(readFileSync(config, 'utf8')) as Config;
  writeFileSync(config, JSON.stringify({ ...parsed, ...schedule, ...change(parsed) }));
  return config;
}

/** Losses of all iterations that a folder has logs of. */
function lossesIn(workDir: string): number[] {
  const logs = readdirSync(workDir).filter((name) => name.endsWith('.log.json'));
  return logs
    .sort()
    .flatMap((log) => readFileSync(join(workDir, log), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
    .filter(({ mode }) => mode === 'train')
    .map(({ loss }) => loss);
}

const quiet = new Map([['log_level', 'ERROR']]);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each([
  ['DETR', tinyDetr, plainData],
  ['SelfSupDETR', tinySelfSupDetr, views],
] as const)('a run of %s', (name, model, change) => {
  const folder = temporaryFolder();
  const workDir = join(folder, 'run');
  let config = '';

  it('trains: losses are finite, and fall', async () => {
    config = await writeConfig(folder, model, change);
    const before = memory().numTensors;
    expect(await train(config, { workDir, seed: 1, overrides: quiet })).toMatchObject({ isStopped: false });
    expect(memory().numTensors).toBe(before);
    const losses = lossesIn(workDir);
    expect(losses).toHaveLength(12); // 4 epochs of 3 iterations
    expectFinite(losses);
    expect(mean(losses.slice(-3))).toBeLessThan(mean(losses.slice(0, 3)));
  });

  it('goes on after a break as if there had been none, dropout included', async () => {
    const broken = join(folder, 'broken');
    const options = { workDir: broken, seed: 1, overrides: quiet };
    expect(await train(config, { ...options, signal: stopAfter(5) })).toMatchObject({ isStopped: true });
    expect(await train(config, { ...options, autoResume: true })).toMatchObject({ isStopped: false });
    expect(lossesIn(broken)).toEqual(lossesIn(workDir));
  });

  (name === 'DETR' ? it : it.skip)('is evaluated', async () => {
    const words = ['test', config, join(workDir, 'latest.pth'), '--eval', 'bbox'];
    const { exitCode, stdout } = await runCommand(...words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toHaveProperty('bbox_mAP');
  });
});
