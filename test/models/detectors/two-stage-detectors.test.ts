import { builtinBuilder } from '../../../aligndet/builtins.js';
import { Random, silentLogger } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { TwoStageDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import { lossValues, startedDetector, withoutGradients } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import {
  tinyCascade,
  tinyCbnet,
  tinyHtc,
  tinySemanticBatch,
  tinySemanticHtc,
} from '../../support/tiny-cascades.js';
import { tinyBatch } from '../../support/tiny-models.js';

const build = (config: object) => startedDetector<TwoStageDetector>(config);

const ofStages = ['loss_cls', 'acc', 'loss_bbox', 'loss_mask'];
const cascadeLosses = ['s0', 's1'].flatMap((stage) => ofStages.map((name) => `${stage}.${name}`));
const ofRpn = ['loss_rpn_cls', 'loss_rpn_bbox'];

/** The first backbone's losses count half, and say so. */
const composite = (names: readonly string[]) => [
  ...names.map((name) => (name.includes('loss') ? `${name}0_w0.5` : `${name}0`)),
  ...names.map((name) => `${name}1`),
];

describe.each([
  ['CascadeRCNN', tinyCascade, [...ofRpn, ...cascadeLosses]],
  ['HybridTaskCascade', tinyHtc, [...ofRpn, ...cascadeLosses]],
  [
    'HybridTaskCascade with classes of pixels',
    tinySemanticHtc,
    [...ofRpn, 'loss_semantic_seg', ...cascadeLosses],
  ],
  ['CBNetHybridTaskCascade', tinyCbnet, [...composite(ofRpn), ...composite(cascadeLosses)]],
] as const)('%s', (_name, config, lossNames) => {
  const detector = build(config);

  it.each([
    ['boxes in all images', [2, 1]],
    ['an image without boxes', [0, 3]],
    ['no boxes at all', [0, 0]],
  ] as const)('has finite losses with %s', (_case, counts) => {
    tidy(() => {
      const losses = detector.loss(tinySemanticBatch(counts));
      expect(Object.keys(losses)).toEqual(lossNames);
      expectFinite(lossValues(losses));
    });
  });

  it('gives every trained parameter a gradient, also without boxes', () => {
    for (const counts of [
      [2, 1],
      [0, 0],
    ] as const) {
      expect(withoutGradients(detector, tinySemanticBatch(counts))).toEqual([]);
    }
  });

  it('samples by its random source', () => {
    const losses = (seed: number) => {
      detector.random = new Random(seed);
      return tidy(() => lossValues(detector.loss(tinySemanticBatch())).join()) as unknown as string;
    };
    expect(losses(1)).toBe(losses(1));
    expect(losses(1)).not.toBe(losses(2));
  });

  it('detects, from one view and from two', () => {
    detector.eval();
    const batch = tinyBatch();
    const found = detector.detect(batch, { rescale: true });
    const [image] = [{ ...batch, img: batch.img.slice(0, batch.img.length / 2) }];
    const view = { ...image, img_shape: [1, 48, 64, 3] as const, img_metas: batch.img_metas.slice(0, 1) };
    const fromViews = detector.detectInViews([view, view], { rescale: true });
    detector.train();
    expect(found).toHaveLength(2);
    for (const { bboxes, labels, masks } of [...found, fromViews]) {
      expect(labels.length).toBeGreaterThan(0);
      expect(bboxes).toHaveLength(5 * labels.length);
      expect(masks).toHaveLength(labels.length);
      for (const mask of masks ?? []) expect(mask.size).toEqual([24, 32]);
    }
    // Two equal views of an image say what one says.
    expect([...fromViews.labels]).toEqual([...found[0].labels]);
    fromViews.bboxes.forEach((value, i) => {
      expect(value).toBeCloseTo(found[0].bboxes[i], 3);
    });
  });

  it('leaves no tensor behind', () => {
    const batch = tinySemanticBatch();
    expectNoLeak(() => tidy(() => void detector.loss(batch)));
    expectNoLeak(() => void detector.detect(batch, { rescale: false }));
    expectNoLeak(() => {
      for (const gradient of trainStep(detector, batch, 0).gradients.values()) gradient.dispose();
    });
  });
});

describe('a cascade', () => {
  const withHead = (config: { roi_head: object }, changes: object) => ({
    ...config,
    roi_head: { ...config.roi_head, ...changes },
  });

  it('wants truth to train with', () => {
    const { gt_masks: _, ...maskless } = tinyBatch();
    expect(() => build(tinyHtc).loss(maskless)).toThrow('Image 0 of the batch has no gt_masks');
    expect(() => build(tinySemanticHtc).loss(tinyBatch())).toThrow(
      'Image 0 of the batch has no gt_semantic_seg',
    );
    const fine = { ...tinySemanticBatch(), gt_semantic_seg_shape: [2, 8, 6] as const };
    expect(() => build(tinySemanticHtc).loss(fine)).toThrow('gt_semantic_seg is 8 x 6, but');
  });

  it('keeps its proposals from stage to stage where it interleaves without masks, as published', () => {
    const boxes = build(withHead(tinyHtc, { mask_head: null }));
    tidy(() => {
      expect(Object.keys(boxes.loss(tinyBatch())).filter((name) => name.includes('mask'))).toEqual([]);
    });
    expect(boxes.eval().detect(tinyBatch(), { rescale: true })[0]).not.toHaveProperty('masks');
  });

  it('hands pretrained on to the backbone', () => {
    const config = { ...tinyHtc, pretrained: 'weights.pth' };
    const [loaded, detector] = [[] as string[], builtinBuilder().build('detector', config)];
    detector.initWeights({
      random: new Random(0),
      logger: silentLogger,
      loadPretrained: (_part, checkpoint) => loaded.push(checkpoint),
    });
    expect(loaded).toEqual(['weights.pth']);
  });

  const maskHead = tinyHtc.roi_head.mask_head[1];

  it.each([
    [
      withHead(tinyCascade, { num_stages: 3 }),
      'stage_loss_weights: expected 3 entries (num_stages), but got 2.',
    ],
    [
      withHead(tinyCascade, { num_stages: 3, stage_loss_weights: [1, 1, 1] }),
      'train_cfg.rcnn: expected 3 entries (num_stages), but got 2.',
    ],
    [withHead(tinyHtc, { mask_head: [maskHead] }), 'mask_head: expected 2 entries (num_stages), but got 1.'],
    [
      withHead(tinyHtc, { mask_head: { ...maskHead, with_conv_res: false } }),
      'mask_head.1: mask_info_flow needs an HTCMaskHead with with_conv_res',
    ],
    [
      withHead(tinySemanticHtc, { semantic_roi_extractor: null }),
      'semantic_roi_extractor: missing, but needed with a semantic_head',
    ],
    [
      withHead(tinySemanticHtc, {
        semantic_head: { ...tinySemanticHtc.roi_head.semantic_head, conv_out_channels: 4 },
      }),
      'semantic_head.conv_out_channels: expected 8, the channels of the RoI features that they are added to, but got 4',
    ],
    [
      {
        ...tinyHtc,
        train_cfg: {
          ...tinyHtc.train_cfg,
          rcnn: tinyHtc.train_cfg.rcnn.map((stage) => ({ ...stage, mask_size: 28 })),
        },
      },
      'The mask head predicts masks of 14 x 14 pixels, but the targets have 784: set mask_size',
    ],
    [
      withHead(tinyHtc, {
        mask_head: [maskHead, { ...maskHead, norm_cfg: { type: 'GN', num_groups: 3 } }],
      }),
      'roi_head.mask_head.1.num_groups: 8 channels do not split',
    ],
    [
      withHead(tinyCascade, { shared_head: {} }),
      'roi_head.shared_head: a cascade does not support a shared_head',
    ],
    [withHead(tinyCascade, { interleaved: true }), 'roi_head.interleaved: unknown key'],
    [
      { ...tinyCbnet, neck: { ...tinyCbnet.neck, in_channels: [4, 8, 8], num_outs: 3 } },
      'CBFPN.in_channels has 3 entries, so each backbone of a composite must return as many maps; the total is 4.',
    ],
  ])('explains what does not fit: %#', (config, message) => {
    expect(() => build(config).loss(tinySemanticBatch())).toThrow(message);
  });

  it('can leave mask features where they are', () => {
    const apart = build(withHead(tinyHtc, { mask_info_flow: false }));
    tidy(() => {
      expectFinite(lossValues(apart.loss(tinyBatch())));
    });
    expect(apart.eval().detect(tinyBatch(), { rescale: true })).toHaveLength(2);
  });
});
