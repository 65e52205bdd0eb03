import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCheckpoint, writeSafetensors, writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { silentLogger } from '../../../aligndet/core/index.js';
import { runCommand } from '../../support/command.js';
import { moduleOfShapes } from '../../support/load-target.js';
import {
  detectron2,
  fasterRcnn,
  mmdetSwin,
  resnet,
  type Shapes,
  swin,
  tensorsOf,
  timmSwin,
  torchvisionDetector,
  under,
  vit,
} from '../../support/published-layouts.js';

const folder = mkdtempSync(join(tmpdir(), 'layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weights = (...parts: readonly Shapes[]) => tensorsOf(Object.assign({}, ...parts));
const head = { 'fc.0.weight': [2, 2], 'fc.0.bias': [2] };
/** Tensors of a network, batch counters included, as reports count them. */
const sizeOf = (shapes: Shapes) => Object.keys(shapes).length;
/** Detectron2 has none. */
const numCounters = (shapes: Shapes) =>
  Object.keys(shapes).filter((name) => name.endsWith('num_batches_tracked')).length;

const onResnet = fasterRcnn(resnet);
const onSwin = fasterRcnn(mmdetSwin);

/** What loading the file says, refused or not, and how much matched. */
function load(file: string, shapes: Shapes, options: { prefix?: string } = {}) {
  const lines: string[] = [];
  const logger = { ...silentLogger, info: (text: string) => void lines.push(text) };
  try {
    const { report } = loadCheckpoint(moduleOfShapes(shapes), file, { logger, ...options });
    return { text: lines.join('\n'), matched: report.matched.length };
  } catch (error) {
    return { text: (error as Error).message, matched: 0 };
  }
}

/** Runs the command that the hint gives, as somebody who copies it. */
async function follow(text: string, file: string): Promise<string> {
  const [, tool, words] =
    /npx aligndet ([\w-]+) (FILE OUT\.pth[^\n]*?)(?:, and load|\. Then)/.exec(text) ?? [];
  if (tool === undefined) throw new Error(`No command stands in: ${text}`);
  const out = join(folder, 'out.pth');
  const args = words.split(' ').map((word) =>
    word
      .replace(/^FILE$/, file)
      .replace(/^OUT\.pth$/, out)
      .replaceAll("'", ''),
  );
  const { exitCode, stderr } = await runCommand(tool, ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
  return out;
}

const promised = (text: string) => Number(/Then (\d+) tensors of the model match/.exec(text)?.[1]);

describe('hints about published layouts', () => {
  const resnetSize = sizeOf(resnet);
  it.each<[string, unknown, Shapes, number]>([
    ['torchvision, timm', weights(resnet, under('', head)), onResnet, resnetSize],
    [
      'MoCo v1 and v2',
      {
        state_dict: weights(
          under('module.encoder_q.', { ...resnet, ...head }),
          under('module.encoder_k.', resnet),
          { 'module.queue': [2, 4] },
        ),
      },
      onResnet,
      resnetSize,
    ],
    [
      'MoCo without a prefix',
      { state_dict: weights(under('encoder_q.', resnet), under('encoder_k.', resnet)) },
      onResnet,
      resnetSize,
    ],
    [
      'MoCo v3',
      {
        state_dict: weights(
          under('module.base_encoder.', { ...resnet, ...head }),
          under('module.momentum_encoder.', resnet),
          under('module.predictor.', head),
        ),
      },
      onResnet,
      resnetSize,
    ],
    [
      'DenseCL',
      {
        state_dict: weights(
          { queue: [2, 4], queue2: [2, 4] },
          under('encoder_k.0.', resnet),
          under('encoder_q.0.', resnet),
          under('encoder_q.1.', head),
        ),
        author: 'OpenSelfSup',
      },
      onResnet,
      resnetSize,
    ],
    [
      'SimSiam',
      {
        state_dict: weights(
          under('module.encoder.', { ...resnet, ...head }),
          under('module.predictor.', head),
        ),
      },
      onResnet,
      resnetSize,
    ],
    [
      'PixPro',
      {
        model: weights(
          under('module.encoder_k.', resnet),
          under('module.encoder.', resnet),
          under('module.projector.', head),
        ),
      },
      onResnet,
      resnetSize,
    ],
    [
      'SwAV',
      weights(under('module.', resnet), under('module.projection_head.', head), {
        'module.prototypes.weight': [2, 2],
      }),
      onResnet,
      resnetSize,
    ],
    [
      'Barlow Twins',
      { model: weights(under('module.backbone.', resnet), under('module.projector.', head)) },
      onResnet,
      resnetSize,
    ],
    [
      'DINO with a ResNet',
      {
        student: weights(under('module.backbone.', resnet), under('module.head.', head)),
        teacher: weights(under('module.backbone.', resnet), under('module.head.', head)),
        epoch: 1,
      },
      onResnet,
      resnetSize,
    ],
    ['torchvision detectors', weights(torchvisionDetector), onResnet, resnetSize + 16],
    [
      'torchvision detectors of before 0.13',
      weights(
        Object.fromEntries(
          Object.entries(torchvisionDetector).map(([name, shape]) => [
            name.replace(/(blocks\.\d)\.0/, '$1'),
            shape,
          ]),
        ),
      ),
      onResnet,
      resnetSize + 16,
    ],
    [
      'DETR',
      { model: weights(under('backbone.0.body.', resnet), under('transformer.encoder.layers.0.', head)) },
      onResnet,
      resnetSize,
    ],
    [
      'Detectron2',
      { model: weights(detectron2), iteration: 3 },
      onResnet,
      sizeOf(onResnet) - numCounters(onResnet),
    ],
    ['official Swin', { model: weights(swin) }, onSwin, sizeOf(mmdetSwin) - 8],
    ['timm Swin', weights(timmSwin), onSwin, sizeOf(mmdetSwin) - 12],
    [
      'SimMIM',
      {
        model: weights(under('encoder.', swin), {
          'encoder.mask_token': [1, 1, 2],
          'decoder.0.weight': [2, 2],
        }),
      },
      onSwin,
      sizeOf(mmdetSwin) - 12,
    ],
    [
      'EsViT',
      {
        student: weights(under('module.backbone.', swin), under('module.head.', head)),
        teacher: weights(under('backbone.', swin), under('head.', head)),
      },
      onSwin,
      sizeOf(mmdetSwin) - 12,
    ],
    [
      'a detector below DataParallel twice',
      { state_dict: weights(under('module.module.', onResnet)) },
      onResnet,
      sizeOf(onResnet),
    ],
    [
      'a detector of Lightning',
      { state_dict: weights(under('model.', onResnet)) },
      onResnet,
      sizeOf(onResnet),
    ],
    [
      'Soft Teacher',
      { state_dict: weights(under('student.', onResnet), under('teacher.', onResnet)) },
      onResnet,
      sizeOf(onResnet),
    ],
    ['a detector under another key', { model: weights(onResnet), epoch: 3 }, onResnet, sizeOf(onResnet)],
    [
      'our own pre-training',
      {
        state_dict: weights(
          under('online_backbone.', onResnet),
          under('target_backbone.', onResnet),
          under('backbone.', onResnet),
        ),
      },
      onResnet,
      sizeOf(onResnet) - 4,
    ],
  ])('hold what they promise: %s', async (_name, content, shapes, expected) => {
    const file = join(folder, 'file.pth');
    writeTorchFile(file, content);
    const before = load(file, shapes);
    expect(before.text).toContain('Hint: ');
    // Official names of Swin do not load by name, those of ResNets do.
    if (shapes === onSwin) expect(before.text).not.toContain('init_cfg');
    const out = await follow(before.text, file);
    const after = load(out, shapes);
    expect(`${before.text}\n${after.text}`).toContain(`matches ${expected} of the model's`);
    expect(promised(before.text)).toBe(expected);
  });

  it.each<[string, Shapes, Shapes, RegExp]>([
    [
      'a backbone in a detector',
      onResnet,
      resnet,
      /has the prefix "backbone\.": set prefix="backbone" in init_cfg\. Then (\d+)/,
    ],
    [
      'a query encoder',
      under('module.encoder_q.', resnet),
      resnet,
      /set prefix="module\.encoder_q" in init_cfg\. Then (\d+)/,
    ],
  ])('name the prefix of init_cfg: %s', (_name, content, shapes, hint) => {
    const file = join(folder, 'prefix.pth');
    writeTorchFile(file, { state_dict: weights(content) });
    const { text } = load(file, shapes);
    const [, fits] = hint.exec(text) ?? [];
    expect(text).toMatch(hint);
    const prefix = /prefix="([^"]*)"/.exec(text)?.[1];
    expect(load(file, shapes, { prefix }).matched).toBe(Number(fits));
  });

  it.each<[string, unknown, RegExp]>([
    [
      'MAE',
      { model: weights(vit, under('decoder_blocks.0.', head)) },
      /pre-trained by MAE, which no backbone of AlignDet supports/,
    ],
    [
      'a Vision Transformer of timm',
      weights(vit),
      /a Vision Transformer, which no backbone of AlignDet supports/,
    ],
    [
      'DINO with a Vision Transformer',
      { teacher: weights(under('backbone.', vit)) },
      /a Vision Transformer, which/,
    ],
    [
      'MoCo v3 with a Vision Transformer',
      { state_dict: weights(under('module.base_encoder.', vit)) },
      /a Vision Transformer, which/,
    ],
    [
      'Swin V2',
      weights({ 'layers.0.blocks.0.attn.logit_scale': [2], 'layers.0.blocks.0.attn.qkv.weight': [2] }),
      /Swin Transformer V2, which no/,
    ],
    ['ConvNeXt', weights({ 'stages.0.blocks.0.conv_dw.weight': [2] }), /a ConvNeXt, which no backbone/],
    ['YOLO', weights({ 'model.0.conv.weight': [2] }), /a YOLO of Ultralytics/],
  ])('say what cannot be used: %s', async (_name, content, look) => {
    const file = join(folder, 'other.pth');
    writeTorchFile(file, content);
    const { text } = load(file, onResnet);
    expect(text).toMatch(look);
    expect(text).not.toContain('npx aligndet');
    for (const command of [
      'backbone2mmdet',
      'swin2mmdet',
      'convert-detectron2-to-mmdet-mask-rcnn',
      'regnet2mmdet',
      'extract-detector-weights',
    ]) {
      const { exitCode, stderr } = await runCommand(command, file, join(folder, 'none.pth'));
      expect([command, exitCode]).toEqual([command, 1]);
      expect(stderr).toMatch(look);
    }
  });

  it.each<[string, Shapes, string[]]>([
    ['ResNets', resnet, ['backbone2mmdet']],
    ['Swin', timmSwin, ['swin2mmdet']],
    ['Detectron2', detectron2, ['convert-detectron2-to-mmdet-mask-rcnn']],
    ['a query encoder', under('module.encoder_q.', resnet), ['selfsup2mmdet', '--selfsup', 'moco']],
    ['a detector', onResnet, ['publish-model']],
  ])('converters take safetensors: %s', async (_name, shapes, [command, ...flags]) => {
    const file = join(folder, 'file.safetensors');
    writeSafetensors(file, new Map(Object.entries(tensorsOf(shapes))));
    const { exitCode, stderr } = await runCommand(command, file, join(folder, 'converted.pth'), ...flags);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
  });
});
