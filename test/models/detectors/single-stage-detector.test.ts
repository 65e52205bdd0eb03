import { ConfigError, DataError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { SingleStageDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import type { Batch } from '../../../aligndet/structures/index.js';
import { lossValues, startedDetector, withoutGradients } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import { tinyBatch, tinyFcos, tinyMaskRcnn, tinyRetinaNet } from '../../support/tiny-models.js';

const build = (config: object) => startedDetector<SingleStageDetector>(config);

const lossesOf = (detector: SingleStageDetector, batch: Batch) => {
  let found: number[] = [];
  tidy(() => {
    found = lossValues(detector.loss(batch));
  });
  return found;
};

/** The first image of a batch. */
const firstOf = ({ img, img_shape: [, height, width, channels], img_metas: [meta] }: Batch): Batch => ({
  img: img.slice(0, height * width * channels),
  img_shape: [1, height, width, channels],
  img_metas: [meta],
});

describe.each([
  ['RetinaNet', tinyRetinaNet, ['loss_cls', 'loss_bbox']],
  ['FCOS', tinyFcos, ['loss_cls', 'loss_bbox', 'loss_centerness']],
] as const)('%s', (name, config, lossNames) => {
  const detector = build(config);

  it.each([
    ['boxes in all images', [2, 1]],
    ['an image without boxes', [0, 3]],
    ['no boxes at all', [0, 0]],
  ] as const)('has finite losses with %s', (_case, counts) => {
    tidy(() => {
      const losses = detector.loss(tinyBatch(counts));
      expect(Object.keys(losses)).toEqual(lossNames);
      expectFinite(lossValues(losses));
    });
  });

  it('has no box loss without positives', () => {
    const [, ...others] = lossesOf(detector, tinyBatch([0, 0])).slice(name === 'FCOS' ? 0 : 1);
    expect(others.every((value) => value === 0)).toBe(true);
  });

  it('gives every trained parameter a gradient, also without boxes', () => {
    for (const counts of [
      [2, 1],
      [0, 0],
    ] as const) {
      expect(withoutGradients(detector, tinyBatch(counts))).toEqual([]);
    }
  });

  it('detects, class by class and best first', () => {
    detector.eval();
    const found = detector.detect(tinyBatch(), { rescale: true });
    detector.train();
    expect(found).toHaveLength(2);
    for (const { bboxes, labels } of found) {
      expect(labels).toHaveLength(10); // more than enough pass the low threshold
      expect(bboxes).toHaveLength(50);
      for (let i = 1; i < labels.length; i++) {
        expect(labels[i]).toBeGreaterThanOrEqual(labels[i - 1]);
        if (labels[i] === labels[i - 1]) expect(bboxes[5 * i + 4]).toBeLessThanOrEqual(bboxes[5 * i - 1]);
      }
    }
  });

  it.each([true, false])('finds in one view what it finds without views (rescale %s)', (rescale) => {
    detector.eval();
    const view = firstOf(tinyBatch());
    const [plain] = detector.detect(view, { rescale });
    const merged = detector.detectInViews([view], { rescale });
    detector.train();
    expect([...merged.labels]).toEqual([...plain.labels]);
    merged.bboxes.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.bboxes[i], 3);
    });
  });

  it('leaves no tensor behind', () => {
    const batch = tinyBatch();
    expectNoLeak(() => tidy(() => void detector.loss(batch)));
    expectNoLeak(() => void detector.detect(batch, { rescale: false }));
    expectNoLeak(() => void detector.detectInViews([firstOf(batch)], { rescale: false }));
    expectNoLeak(() => {
      for (const gradient of trainStep(detector, batch, 0).gradients.values()) gradient.dispose();
    });
  });

  it('wants one view, and truth to train with', () => {
    const { gt_labels: _, ...unlabelled } = tinyBatch();
    expect(() => detector.loss(unlabelled)).toThrow(DataError);
    expect(() => detector.loss([tinyBatch(), tinyBatch()])).toThrow(`${name} trains on one view`);
  });

  it('cannot detect without a test_cfg', () => {
    const { test_cfg: _, ...rest } = config;
    const untested = build(rest);
    expect(() => untested.detect(tinyBatch(), { rescale: false })).toThrow('test_cfg is missing');
    untested.dispose();
  });

  it('takes no head that only proposes', () => {
    const proposing = { ...config, bbox_head: tinyMaskRcnn.rpn_head, test_cfg: null };
    expect(() => build(proposing)).toThrow(
      'bbox_head: RPNHead returns proposals, not detections. Use it as rpn_head of a two-stage detector.',
    );
  });
});

describe('RetinaNet', () => {
  const { bbox_head: head, train_cfg } = tinyRetinaNet;

  it('needs a train_cfg to be trained', () => {
    const untrained = build({ ...tinyRetinaNet, train_cfg: null });
    expect(() => untrained.loss(tinyBatch())).toThrow(ConfigError);
    untrained.dispose();
  });

  it('samples anchors for a loss that needs it, and never for the focal loss', () => {
    const sampler = { type: 'RandomSampler', num: 16, pos_fraction: 0.5, add_gt_as_proposals: false };
    const losses = (loss_cls: object, seed: number) => {
      const detector = build({
        ...tinyRetinaNet,
        bbox_head: { ...head, loss_cls },
        train_cfg: { ...train_cfg, sampler },
      });
      detector.random = new Random(seed);
      const found = lossesOf(detector, tinyBatch()).join();
      detector.dispose();
      return found;
    };
    const crossEntropy = { type: 'CrossEntropyLoss', use_sigmoid: true };
    expect(losses(crossEntropy, 1)).not.toBe(losses(crossEntropy, 2));
    expect(losses(head.loss_cls, 1)).toBe(losses(head.loss_cls, 2));
  });

  it('scores by a softmax with a background when asked to, and regresses boxes themselves', () => {
    const detector = build({
      ...tinyRetinaNet,
      bbox_head: {
        ...head,
        loss_cls: { type: 'CrossEntropyLoss' },
        reg_decoded_bbox: true,
        loss_bbox: { type: 'GIoULoss' },
      },
    });
    expect(new Map(detector.namedParameters()).get('bbox_head.retina_cls.weight')?.shape[0]).toBe(3 * 4); // 3 anchors, 3 classes and the background
    expectFinite(lossesOf(detector, tinyBatch()));
    const [{ labels }] = detector.detect(tinyBatch(), { rescale: true });
    expect(labels.every((label) => label < 3)).toBe(true);
    detector.dispose();
  });
});

describe('FCOS', () => {
  const { bbox_head: head } = tinyFcos;
  const withHead = (change: object) => build({ ...tinyFcos, bbox_head: { ...head, ...change } });

  it('starts with scores of a hundredth and distances of a pixel', () => {
    const detector = withHead({});
    const state = new Map(detector.namedParameters());
    expect(state.get('bbox_head.conv_cls.bias')?.read()[0]).toBeCloseTo(-Math.log(99));
    expect(state.get('bbox_head.scales.1.scale')?.read()[0]).toBe(1);
    detector.dispose();
  });

  it('learns distances in strides, from the middle of boxes, with all published tricks', () => {
    const detector = withHead({ norm_on_bbox: true, center_sampling: true, centerness_on_reg: true });
    expectFinite(lossesOf(detector, tinyBatch()));
    detector.eval();
    expect(detector.detect(tinyBatch(), { rescale: true })[0].labels.length).toBeGreaterThan(0);
    detector.dispose();
  });

  it.each([
    [{ regress_ranges: [[-1, 1e8]] }, 'FCOSHead needs one of regress_ranges for each of the 2 strides'],
    [{ strides: [[4, 4], 8], norm_on_bbox: true }, 'need strides with a single value each'],
    [{ dcn_on_last_conv: true }, 'bbox_head.dcn_on_last_conv: deformable convolutions are not supported'],
  ])('refuses %j', (change, message) => {
    expect(() => withHead(change)).toThrow(message);
  });

  it('wants a level for each stride', () => {
    const detector = withHead({
      strides: [4, 8, 16],
      regress_ranges: [
        [-1, 8],
        [8, 16],
        [16, 1e8],
      ],
    });
    expect(() => detector.loss(tinyBatch())).toThrow(
      'FCOSHead has 3 strides, but the neck returns 2 levels.',
    );
    detector.dispose();
  });

  it('reads files from before mmdetection 2.0, whose outputs have other names', () => {
    const detector = withHead({});
    const entries = new Map<string, unknown>([
      ['bbox_head.fcos_cls.weight', 1],
      ['bbox_head.fcos_centerness.bias', 2],
      ['bbox_head.cls_convs.0.conv.weight', 3],
      ['neck.fcos_cls.weight', 4],
    ]);
    const upgrade = (version?: number) => {
      const copy = new Map(entries);
      (
        new Map(detector.children()).get('bbox_head') as { upgradeState?: (...args: unknown[]) => void }
      ).upgradeState?.(copy, 'bbox_head.', version);
      return [...copy];
    };
    expect(upgrade(1)).toEqual([...entries]);
    expect(upgrade()).toEqual([
      ['bbox_head.cls_convs.0.conv.weight', 3],
      ['neck.fcos_cls.weight', 4],
      ['bbox_head.conv_cls.weight', 1],
      ['bbox_head.conv_centerness.bias', 2],
    ]);
    detector.dispose();
  });
});
