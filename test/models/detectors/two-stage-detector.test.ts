import { DataError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { TwoStageDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import { lossValues, startedDetector, withoutGradients } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import { tinyBatch, tinyMaskRcnn } from '../../support/tiny-models.js';

const build = (config: object = tinyMaskRcnn) => startedDetector<TwoStageDetector>(config);

describe('MaskRCNN', () => {
  const detector = build();

  it.each([
    ['boxes in all images', [2, 1]],
    ['an image without boxes', [0, 3]],
    ['no boxes at all', [0, 0]],
  ] as const)('has finite losses with %s', (_case, counts) => {
    tidy(() => {
      const losses = detector.loss(tinyBatch(counts));
      expect(Object.keys(losses)).toEqual([
        'loss_rpn_cls',
        'loss_rpn_bbox',
        'loss_cls',
        'acc',
        'loss_bbox',
        'loss_mask',
      ]);
      expectFinite(lossValues(losses));
    });
  });

  it('gives every trained parameter a gradient, also without boxes', () => {
    for (const counts of [
      [2, 1],
      [0, 0],
    ] as const) {
      expect(withoutGradients(detector, tinyBatch(counts))).toEqual([]);
    }
  });

  it('samples by its random source', () => {
    const losses = (seed: number) => {
      detector.random = new Random(seed);
      return tidy(() => lossValues(detector.loss(tinyBatch())).join()) as unknown as string;
    };
    expect(losses(1)).toBe(losses(1));
    expect(losses(1)).not.toBe(losses(2));
  });

  it('detects, class by class and best first', () => {
    detector.eval();
    const found = detector.detect(tinyBatch(), { rescale: true });
    detector.train();
    expect(found).toHaveLength(2);
    for (const { bboxes, labels, masks } of found) {
      expect(bboxes).toHaveLength(5 * labels.length);
      expect(masks).toHaveLength(labels.length);
      for (let i = 1; i < labels.length; i++) {
        expect(labels[i]).toBeGreaterThanOrEqual(labels[i - 1]);
        if (labels[i] === labels[i - 1]) expect(bboxes[5 * i + 4]).toBeLessThanOrEqual(bboxes[5 * i - 1]);
      }
      for (const mask of masks ?? []) expect(mask.size).toEqual([24, 32]);
    }
  });

  it('leaves no tensor behind', () => {
    const batch = tinyBatch();
    expectNoLeak(() => tidy(() => void detector.loss(batch)));
    expectNoLeak(() => void detector.detect(batch, { rescale: false }));
    expectNoLeak(() => {
      for (const gradient of trainStep(detector, batch, 0).gradients.values()) gradient.dispose();
    });
  });

  it('wants truth to train with', () => {
    const { gt_labels: _, ...unlabelled } = tinyBatch();
    expect(() => detector.loss(unlabelled)).toThrow(DataError);
    const { gt_masks: __, ...maskless } = tinyBatch();
    expect(() => detector.loss(maskless)).toThrow('Image 0 of the batch has no gt_masks');
    expect(() => detector.loss([tinyBatch(), tinyBatch()])).toThrow(
      'MaskRCNN trains on one view of each image',
    );
  });

  it.each([
    [
      { neck: { ...tinyMaskRcnn.neck, out_channel: 8 } },
      'neck.out_channel: unknown key. Did you mean "out_channels"?',
    ],
    [
      { train_cfg: { ...tinyMaskRcnn.train_cfg, rpn_proposals: {} } },
      'train_cfg.rpn_proposals: unknown key.',
    ],
    [{ pretrained: 'torchvision://resnet50' }, 'pretrained: write backbone.init_cfg'],
  ])('explains a config that does not fit: %j', (change, message) => {
    expect(() => build({ ...tinyMaskRcnn, ...change })).toThrow(message);
  });
});
