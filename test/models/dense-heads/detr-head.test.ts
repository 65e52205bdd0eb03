import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { type Tensor, tensor4d, tidy } from '../../../aligndet/engine/index.js';
import {
  type DetrHead,
  type GroundTruth,
  paddingMask,
  type QueryOutputs,
} from '../../../aligndet/models/index.js';
import type { ImageMeta } from '../../../aligndet/structures/index.js';
import { tinyDetr } from '../../support/tiny-models.js';

function build(options: object = {}): DetrHead {
  const { bbox_head: head, train_cfg, test_cfg } = tinyDetr;
  const built: unknown = builtinBuilder().build('dense_head', { ...head, train_cfg, test_cfg, ...options });
  const found = built as DetrHead;
  found.resetParameters(new Random(0));
  return found;
}

/** One image of 100 x 200, two queries behind each of two layers; the second layer finds the truth with its second. */
const meta = { img_shape: [100, 200, 3] } as ImageMeta;
const groundTruth: GroundTruth = { bboxes: Float32Array.of(0, 0, 100, 100), labels: Int32Array.of(1) };
const exact = [0.25, 0.5, 0.5, 1];
const away = [0.75, 0.5, 0.5, 1];
const outputs = (logits: number[] = [0, 0, 0, 0]): QueryOutputs => ({
  clsScores: tensor4d([...new Array(8).fill(0), ...new Array(4).fill(0), ...logits], [2, 1, 2, 4]),
  bboxPreds: tensor4d([...exact, ...away, ...away, ...exact], [2, 1, 2, 4]),
});

const numbers = (losses: Record<string, Tensor | Tensor[]>) =>
  Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, (loss as Tensor).dataSync()[0]]));

const lossesOf = (
  head: DetrHead,
  given: QueryOutputs,
  groundTruths: readonly GroundTruth[] = [groundTruth],
) => {
  let found: Record<string, number> = {};
  tidy(() => {
    found = numbers(head.losses(given, groundTruths, [meta]));
  });
  return found;
};

describe('DETRHead', () => {
  it('has losses of the last layer, then of those before it', () => {
    expect(Object.keys(lossesOf(build(), outputs()))).toEqual([
      'loss_cls',
      'loss_bbox',
      'loss_iou',
      'd0.loss_cls',
      'd0.loss_bbox',
      'd0.loss_iou',
    ]);
  });

  it('weighs "no object" less, and averages by the weights', () => {
    const losses = lossesOf(build(), outputs());
    // Four scores alike: log 4 for the query with the object, a tenth for the other; at least 1 to divide by.
    expect(losses.loss_cls).toBeCloseTo((Math.log(4) * (1 + 0.1)) / 1.1);
    expect(losses.loss_bbox).toBe(0); // the query that hits the truth is matched with it
    expect(losses.loss_iou).toBeCloseTo(0);
  });

  it('weighs classes alike without a class weight, and then counts queries with objects only', () => {
    const loss_cls = { type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 };
    expect(lossesOf(build({ loss_cls }), outputs()).loss_cls).toBeCloseTo(2 * Math.log(4));
  });

  it('learns sigmoids as well', () => {
    const loss_cls = { type: 'FocalLoss', use_sigmoid: true, loss_weight: 1 };
    const head = build({ loss_cls });
    expect(head.stateDict().get('fc_cls.weight')?.shape).toEqual([3, 16]);
    const given = { ...outputs(), clsScores: tensor4d(new Array(12).fill(0), [2, 1, 2, 3]) };
    // Six even questions, the one positive with a = 1/4, the others with 3/4.
    expect(lossesOf(head, given).loss_cls).toBeCloseTo(((0.25 + 5 * 0.75) / 4) * Math.log(2));
  });

  it('learns "no object" only where there is none', () => {
    const nothing = { bboxes: new Float32Array(0), labels: new Int32Array(0) };
    const losses = lossesOf(build(), outputs(), [nothing]);
    expect(losses.loss_cls).toBeCloseTo(2 * 0.1 * Math.log(4)); // divided by 1 at least
    expect([losses.loss_bbox, losses.loss_iou]).toEqual([0, 0]);
  });

  it('regresses shares of the image, and overlaps in pixels', () => {
    // A query of its own: two tenths of the width too far left, of 0.5 x 1; 2 * (1 - 0.3 / 0.7), no hull between.
    const given = {
      clsScores: tensor4d([0, 0, 0, 0], [1, 1, 1, 4]),
      bboxPreds: tensor4d([0.45, 0.5, 0.5, 1], [1, 1, 1, 4]),
    };
    const losses = lossesOf(build(), given);
    expect(losses.loss_bbox).toBeCloseTo(5 * 0.2);
    expect(losses.loss_iou).toBeCloseTo(2 * (1 - 0.3 / 0.7));
  });

  it('renames entries of its first version', () => {
    const entries = new Map<string, unknown>(
      [
        'bbox_head.transformer.encoder.layers.0.self_attn.attn.in_proj_weight',
        'bbox_head.transformer.decoder.layers.0.multihead_attn.attn.in_proj_weight',
        'bbox_head.transformer.decoder.layers.0.ffn.layers.1.weight',
        'bbox_head.transformer.decoder.norm.weight',
        'bbox_head.fc_cls.weight',
      ].map((name) => [name, 1]),
    );
    const head = build();
    head.upgradeState(entries, 'bbox_head.', 2);
    expect(entries.has('bbox_head.transformer.decoder.norm.weight')).toBe(true);
    head.upgradeState(entries, 'bbox_head.', 1);
    expect([...entries.keys()].sort()).toEqual([
      'bbox_head.fc_cls.weight',
      'bbox_head.transformer.decoder.layers.0.attentions.1.attn.in_proj_weight',
      'bbox_head.transformer.decoder.layers.0.ffns.0.layers.1.weight',
      'bbox_head.transformer.decoder.post_norm.weight',
      'bbox_head.transformer.encoder.layers.0.attentions.0.attn.in_proj_weight',
    ]);
  });

  it.each([
    [
      { loss_bbox: { type: 'L1Loss', loss_weight: 1 } },
      'train_cfg.assigner.reg_cost.weight: is 5, but loss_bbox.loss_weight is 1',
    ],
    [
      { positional_encoding: { type: 'SinePositionalEncoding', num_feats: 4 } },
      'positional_encoding.num_feats: expected half of the width of the transformer, 8, but got 4',
    ],
    [
      { loss_cls: { type: 'CrossEntropyLoss', bg_cls_weight: 0.1, loss_weight: 1 } },
      'loss_cls.bg_cls_weight: has an effect only together with class_weight',
    ],
    [
      { train_cfg: { assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 0.5, neg_iou_thr: 0.5 } } },
      'train_cfg.assigner: MaxIoUAssigner does not match queries',
    ],
    [{ init_cfg: { type: 'Xavier' } }, 'the head has its own initialization'],
    [{ num_reg_fcs: 1 }, 'num_reg_fcs: expected a number of at least 2, but got number 1.'],
  ])('refuses %j', (options, message) => {
    expect(() => build(options)).toThrow(ConfigError);
    expect(() => build(options)).toThrow(message);
  });

  it('says what it needs to learn and to detect', () => {
    const idle = build({ train_cfg: null, test_cfg: null });
    expect(() => lossesOf(idle, outputs())).toThrow('train_cfg is missing');
    expect(() => idle.detect(outputs(), [meta], { rescale: false })).toThrow('test_cfg is missing');
    const ignored = { ...groundTruth, ignored: new Float32Array(0) };
    expect(() => lossesOf(build(), outputs(), [ignored])).toThrow('remove gt_bboxes_ignore from the keys');
    expect(() => lossesOf(build(), outputs(), [{ bboxes: groundTruth.bboxes }])).toThrow('add gt_labels');
  });

  it('gives as many detections as there are queries when no number is named', () => {
    expect(build({ test_cfg: {} }).modules.maxPerImage).toBe(6);
  });
});

/** Images of these heights and widths. */
const metasOf = (...sizes: [number, number][]) =>
  sizes.map(([height, width]) => ({ img_shape: [height, width, 3] as [number, number, number] }));

describe('paddingMask', () => {
  it('marks the places whose pixel lies outside of the image', () => {
    // Places look at the pixels 0, 4 and 8 across, 0 and 4 down.
    const { data, shape } = paddingMask(metasOf([8, 12], [4, 8]), [8, 12], [2, 3]);
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([0, 0, 0, 0, 0, 0, /* second image */ 0, 0, 1, 1, 1, 1]);
  });

  it('rounds pixels down where sides do not divide', () => {
    // 10 pixels, 3 places: 0, 3.33, 6.67.
    const inside = (width: number) =>
      3 - [...paddingMask(metasOf([1, width]), [1, 10], [1, 3]).data].filter(Boolean).length;
    expect([3, 4, 6, 7].map(inside)).toEqual([1, 2, 2, 3]);
  });

  it('has no image without a place', () => {
    expect(paddingMask(metasOf([1, 1]), [64, 64], [2, 2]).data[0]).toBe(0);
  });
});
