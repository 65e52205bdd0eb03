import { ConfigError, DataError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { SelfSupDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import { lossValues, startedDetector } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import {
  tinyBatch,
  tinyFcos,
  tinyRetinaNet,
  tinySelfSupFcos,
  tinySelfSupRetinaNet,
} from '../../support/tiny-models.js';

const build = (config: object) => startedDetector<SelfSupDetector>(config);

const views = [tinyBatch([2, 1]), tinyBatch([2, 1], 3)];

describe.each([
  ['SelfSupRetinaNet', tinySelfSupRetinaNet, ['loss_cls', 'losses_bboxes'], 'retina_cls.2.weight'],
  ['SelfSupFCOS', tinySelfSupFcos, ['loss_cls', 'loss_bbox', 'loss_centerness'], 'conv_cls.2.weight'],
] as const)('%s', (name, config, lossNames, output) => {
  const detector = build(config);

  it('has finite losses', () => {
    tidy(() => {
      const losses = detector.loss(views);
      expect(Object.keys(losses)).toEqual(lossNames);
      expectFinite(lossValues(losses));
    });
  });

  it('scores by a projection under the published names', () => {
    const names = [...detector.namedState()].map(([path]) => path);
    for (const branch of ['online_backbone', 'target_backbone', 'backbone'])
      expect(names).toContain(`${branch}.bbox_head.${output}`);
  });

  it('trains the neck and the head of the online branch, and nothing else', () => {
    const { gradients } = trainStep(detector, views, 0);
    const reached = [...detector.namedParameters()].filter(([, parameter]) => gradients.has(parameter));
    const expected = [...detector.namedParameters()].filter(([path]) =>
      /^online_backbone\.(neck|bbox_head)\./.test(path),
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
      `${name} predicts embeddings, not classes: fine-tune a ${name.slice('SelfSup'.length)} to detect.`,
    );
    expect(() => detector.online.loss(views[0])).toThrow(ConfigError);
  });

  it('takes its own head only', () => {
    const { bbox_head } = name === 'SelfSupFCOS' ? tinyFcos : tinyRetinaNet;
    const { train_cfg: _, ...branch } = config.backbone;
    expect(() => build({ ...config, backbone: { ...branch, bbox_head } })).toThrow(
      `bbox_head: ${name} needs a ${config.backbone.bbox_head.type}, but got ${bbox_head.type}.`,
    );
  });
});

describe('SelfSupFCOS', () => {
  const withSampler = (sampler: object | undefined) =>
    build({
      ...tinySelfSupFcos,
      backbone: {
        ...tinySelfSupFcos.backbone,
        train_cfg: { ...tinySelfSupFcos.backbone.train_cfg, sampler },
      },
    });

  it('cannot sample more background than there is', () => {
    const { sampler } = tinySelfSupFcos.backbone.train_cfg;
    const detector = withSampler({ ...sampler, num: 10_000 });
    expect(() => detector.loss(views)).toThrow(DataError);
    detector.dispose();
  });

  it('needs to be told how many points to sample', () => {
    const detector = withSampler(undefined);
    expect(() => detector.loss(views)).toThrow('train_cfg.sampler');
    detector.dispose();
  });
});
