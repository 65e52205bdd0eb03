import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { SelfSupDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import { lossValues, startedDetector } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import { tinyHtc, tinySelfSupCbv2, tinySelfSupHtc } from '../../support/tiny-cascades.js';
import { tinyBatch, tinySelfSup } from '../../support/tiny-models.js';

const build = (config: object) => startedDetector<SelfSupDetector>(config);

const views = [tinyBatch([2, 1]), tinyBatch([2, 1], 3)];
const ofRpn = ['loss_rpn_cls', 'loss_rpn_bbox'];
const ofStages = ['s0.loss_cls', 's0.loss_bbox', 's1.loss_cls', 's1.loss_bbox'];
/** As published: both backbones list the losses of both region proposal networks, named and weighted twice. */
const ofCompositeRpn = [...ofRpn.map((name) => `${name}0_w0.5`), ...ofRpn.map((name) => `${name}1`)];

describe.each([
  ['SelfSupMaskRCNN', tinySelfSup, [...ofRpn, 'loss_cls', 'loss_bbox'], 'MaskRCNN'],
  ['SelfSupHTC', tinySelfSupHtc, [...ofStages, ...ofRpn], 'HybridTaskCascade'],
  [
    'SelfSupCBv2',
    tinySelfSupCbv2,
    [
      ...[...ofStages, ...ofCompositeRpn].map((name) => `${name}0_w0.5`),
      ...[...ofStages, ...ofCompositeRpn].map((name) => `${name}1`),
    ],
    'CBNetHybridTaskCascade',
  ],
] as const)('%s', (name, config, lossNames, usual) => {
  const detector = build(config);

  it('has finite losses', () => {
    tidy(() => {
      const losses = detector.loss(views);
      expect(Object.keys(losses)).toEqual(lossNames);
      expectFinite(lossValues(losses));
    });
  });

  it('trains everything behind the backbone of the online branch, and nothing else', () => {
    const { gradients } = trainStep(detector, views, 0);
    const reached = [...detector.namedParameters()].filter(([, parameter]) => gradients.has(parameter));
    const expected = [...detector.namedParameters()].filter(([path]) =>
      /^online_backbone\.(neck|rpn_head|roi_head)\./.test(path),
    );
    expect(reached.map(([path]) => path)).toEqual(expected.map(([path]) => path));
    for (const gradient of gradients.values()) gradient.dispose();
  });

  it('samples by its random source', () => {
    const losses = (seed: number) => {
      detector.random = new Random(seed);
      let found = '';
      tidy(() => {
        found = lossValues(detector.loss(views)).join();
      });
      return found;
    };
    expect(losses(1)).toBe(losses(1));
    expect(losses(1)).not.toBe(losses(2));
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => tidy(() => void detector.loss(views)));
  });

  it('says what it is not for', () => {
    expect(() => detector.online.detect(views[0], { rescale: false })).toThrow(
      `${name} predicts embeddings, not classes: fine-tune a ${usual} to detect.`,
    );
    expect(() => detector.online.loss(views[0])).toThrow(ConfigError);
  });

  it('takes its own head only', () => {
    const { roi_head: head } = name === 'SelfSupHTC' ? tinySelfSupCbv2.backbone : tinySelfSupHtc.backbone;
    const { train_cfg: _, ...branch } = config.backbone;
    expect(() => build({ ...config, backbone: { ...branch, roi_head: head } })).toThrow(
      `roi_head: ${name} needs a ${config.backbone.roi_head.type}, but got ${head.type}.`,
    );
  });
});

describe('a cascade without labels', () => {
  const withHead = (changes: object) => ({
    ...tinySelfSupHtc,
    backbone: {
      ...tinySelfSupHtc.backbone,
      roi_head: { ...tinySelfSupHtc.backbone.roi_head, ...changes },
    },
  });

  /** Nothing is drawn, so that a stage's losses depend on its regions alone. */
  const withoutDraws = ({ backbone, ...rest }: ReturnType<typeof withHead>) => {
    const taking = <T extends { sampler: object }>(config: T) => ({
      ...config,
      sampler: { ...config.sampler, num: 10_000 },
    });
    const { rpn, rpn_proposal, rcnn } = backbone.train_cfg;
    const train_cfg = { rpn: taking(rpn), rpn_proposal, rcnn: rcnn.map(taking) };
    return { ...rest, backbone: { ...backbone, train_cfg } };
  };

  /** By stage, then those of the region proposal network. */
  const losses = (config: ReturnType<typeof withHead>) => {
    const detector = build(withoutDraws(config));
    let found: number[] = [];
    tidy(() => {
      found = lossValues(detector.loss(views));
    });
    detector.dispose();
    return found;
  };

  it('looks at the proposals in every stage, as published; refined boxes are for the asking', () => {
    const [published, refined] = [losses(withHead({})), losses(withHead({ interleaved: false }))];
    expect(refined.slice(0, 2)).toEqual(published.slice(0, 2)); // stage 0
    expect(refined.slice(2, 4)).not.toEqual(published.slice(2, 4));
    expectFinite(refined);
  });

  it.each([
    [{ mask_head: tinyHtc.roi_head.mask_head }, 'roi_head.mask_head: pre-training has no masks'],
    [{ semantic_head: {} }, 'roi_head.semantic_head: pre-training has no semantic maps'],
    [
      {
        interleaved: false,
        bbox_head: { ...tinySelfSupHtc.backbone.roi_head.bbox_head, reg_class_agnostic: false },
      },
      'which needs reg_class_agnostic, as RoIs have no classes',
    ],
    [
      {
        bbox_head: {
          ...tinySelfSupHtc.backbone.roi_head.bbox_head,
          loss_cls: { type: 'CrossEntropyLoss' },
        },
      },
      'only ContrastiveLoss is supported for object contrast',
    ],
  ])('explains what does not fit: %#', (changes, message) => {
    expect(() => build(withHead(changes))).toThrow(message);
  });
});
