import { builtinBuilder } from '../../../../aligndet/builtins.js';
import { DataError, Random } from '../../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d } from '../../../../aligndet/engine/index.js';
import type { FusedSemanticHead } from '../../../../aligndet/models/index.js';
import { expectNoLeak } from '../../../support/memory.js';

const config = {
  type: 'FusedSemanticHead',
  num_ins: 2,
  fusion_level: 1,
  num_convs: 1,
  in_channels: 2,
  conv_out_channels: 4,
  num_classes: 3,
};

const build = (changes: object = {}) =>
  builtinBuilder().build('semantic_head', { ...config, ...changes }) as FusedSemanticHead;

const logitsOf = (...pixels: number[][]): Tensor4D => tensor4d(pixels.flat(), [1, 1, pixels.length, 3]);
const groundTruth = (...labels: number[]) => [
  { labels: Uint8Array.from(labels), height: 1, width: labels.length },
];

describe('FusedSemanticHead', () => {
  const head = build();
  head.resetParameters(new Random(0));

  it('brings all levels to the size of one', () => {
    const maps = [8, 4].map((edge) => tensor4d(new Float32Array(2 * edge * edge * 2), [2, edge, edge, 2]));
    const { logits, features } = head.forward(maps);
    expect(logits.shape).toEqual([2, 4, 4, 3]);
    expect(features.shape).toEqual([2, 4, 4, 4]);
    expect(() => head.forward(maps.slice(1))).toThrow('num_ins is 2, but there are 1 maps.');
    expectNoLeak(() => {
      for (const tensor of Object.values(head.forward(maps))) tensor.dispose();
    });
  });

  it.each([
    // Entropy log(3) for a pixel of equal logits, times 0.2; a pixel that counts for nothing still counts in the mean.
    ['every pixel', {}, [0, 2], 0.2 * Math.log(3)],
    ['a pixel without class', {}, [0, 255], (0.2 * Math.log(3)) / 2],
    ['another weight', { loss_weight: 1 }, [0, 2], Math.log(3)],
    ['another label for no class', { ignore_label: 2 }, [0, 2], (0.2 * Math.log(3)) / 2],
    ['0 as "not given"', { ignore_label: 0, loss_weight: 0 }, [0, 2], 0.2 * Math.log(3)],
  ])('learns from %s', (_case, changes, labels, expected) => {
    const loss = build(changes).loss(logitsOf([0, 0, 0], [1, 1, 1]), groundTruth(...labels));
    expect(loss.dataSync()[0]).toBeCloseTo(expected);
  });

  it('needs maps of its own size', () => {
    expect(() => head.loss(logitsOf([0, 0, 0]), groundTruth(0, 0))).toThrow(DataError);
    expect(() => head.loss(logitsOf([0, 0, 0]), groundTruth(0, 0))).toThrow(
      "gt_semantic_seg is 1 x 2, but the semantic head's map is 1 x 1",
    );
  });

  it('names a class that it does not have', () => {
    const losing = (changes: object, label: number) => () =>
      build(changes).loss(logitsOf([0, 0, 0], [1, 1, 1]), groundTruth(0, label));
    expect(losing({}, 3)).toThrow(DataError);
    expect(losing({}, 3)).toThrow(
      'gt_semantic_seg has a pixel of class 3, but the semantic head has 3 (num_classes), and only 255 is ignored',
    );
    expect(losing({ loss_seg: { type: 'CrossEntropyLoss' } }, 255)).toThrow('only -100 is ignored');
  });

  it.each([
    [{ fusion_level: 2 }, 'fusion_level: must be below num_ins'],
    [{ num_convs: 0 }, 'conv_out_channels: without convolutions'],
    [{ loss_seg: { type: 'DiceLoss' } }, 'loss_seg.type: a semantic head supports only CrossEntropyLoss'],
    [
      { loss_seg: { type: 'CrossEntropyLoss', use_sigmoid: true } },
      'loss_seg.use_sigmoid: pixels have one class',
    ],
    [{ conv_cfg: { type: 'DCN' } }, 'conv_cfg.type: only plain convolutions'],
  ])('explains what does not fit: %j', (changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });
});
