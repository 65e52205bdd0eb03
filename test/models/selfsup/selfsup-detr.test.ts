import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, DataError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { SelfSupDetector } from '../../../aligndet/models/index.js';
import { trainStep } from '../../../aligndet/runner/index.js';
import { lossValues, startedDetector } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import { npyOf } from '../../support/npy.js';
import { tinyBatch, tinyDetr, tinyFcos, tinySelfSupDetr } from '../../support/tiny-models.js';

const { backbone: branch } = tinySelfSupDetr;

const build = (head: object = {}) => {
  const config = {
    ...tinySelfSupDetr,
    backbone: { ...branch, bbox_head: { ...branch.bbox_head, ...head } },
  };
  return startedDetector<SelfSupDetector>(config);
};

const views = [tinyBatch([2, 1]), tinyBatch([2, 1], 3)];

describe('SelfSupDETR', () => {
  const detector = build();
  const { online } = detector;

  it('has finite losses: those of DETR, and the contrast of objects', () => {
    tidy(() => {
      const losses = detector.loss(views);
      expect(Object.keys(losses)).toEqual([
        'loss_cls',
        'loss_bbox',
        'loss_iou',
        'd0.loss_cls',
        'd0.loss_bbox',
        'd0.loss_iou',
        'loss_contrastive',
      ]);
      expectFinite(lossValues(losses));
    });
  });

  it('projects queries under the published names', () => {
    const names = [...detector.namedState()].map(([path]) => path);
    for (const prefix of ['online_backbone', 'target_backbone', 'backbone'])
      expect(names).toContain(`${prefix}.bbox_head.projector.2.weight`);
  });

  it('trains the head of the online branch, and nothing else', () => {
    const { gradients } = trainStep(detector, views, 0);
    const reached = [...detector.namedParameters()].filter(([, parameter]) => gradients.has(parameter));
    const expected = [...detector.namedParameters()].filter(([path]) =>
      path.startsWith('online_backbone.bbox_head.'),
    );
    expect(reached.map(([path]) => path)).toEqual(expected.map(([path]) => path));
    for (const gradient of gradients.values()) gradient.dispose();
  });

  it('draws dropout by its random source', () => {
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

  it('holds the queries of both branches in common from the first update on', () => {
    const own = build();
    own.momentumUpdate();
    const parameters = new Map(own.namedState());
    const [online, target] = ['online_backbone', 'target_backbone'].map((prefix) =>
      parameters.get(`${prefix}.bbox_head.query_embedding.weight`),
    );
    expect(target?.value).toBe(online?.value);
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => tidy(() => void detector.loss(views)));
    expectNoLeak(() => build().dispose());
  });

  it('neither learns nor detects on its own', () => {
    expect(() => online.loss(views[0])).toThrow(ConfigError);
    expect(() => online.detect(views[0], { rescale: true })).toThrow('fine-tune a DETR to detect');
  });

  it('says what is missing', () => {
    expect(() => tidy(() => void build({ obj_assigner: null }).loss(views))).toThrow(
      'obj_assigner is missing',
    );
    const empty = [tinyBatch([0, 1]), tinyBatch([0, 1], 3)];
    expect(() => tidy(() => void detector.loss(empty))).toThrow(DataError);
  });

  it('says how many proposals it tells apart', () => {
    const many = [tinyBatch([3, 3]), tinyBatch([3, 3], 3)];
    expect(() => tidy(() => void build({ num_classes: 3 }).loss(many))).toThrow(
      'The batch has 6 proposals, but SelfSupDETRHead supports 3 (num_classes)',
    );
  });

  it.each([
    [
      { ...branch, bbox_head: tinyDetr.bbox_head },
      'bbox_head: SelfSupDETR needs a SelfSupDETRHead, but got DETRHead.',
    ],
    [
      { ...tinyDetr, bbox_head: branch.bbox_head },
      'bbox_head: DETR needs a DETRHead, but got SelfSupDETRHead.',
    ],
    [
      { ...branch, bbox_head: { ...branch.bbox_head, loss_contrastive: { type: 'L1Loss' } } },
      'loss_contrastive.type: only ContrastiveLoss is supported for object contrast',
    ],
    [
      {
        ...branch,
        bbox_head: {
          ...branch.bbox_head,
          obj_assigner: { type: 'MaxIoUAssigner', pos_iou_thr: 1, neg_iou_thr: 0 },
        },
      },
      'obj_assigner: MaxIoUAssigner does not match queries',
    ],
    [
      {
        ...branch,
        bbox_head: { ...branch.bbox_head, loss_cls: { type: 'CrossEntropyLoss', bg_cls_weight: 0.1 } },
      },
      'loss_cls.bg_cls_weight: unknown key',
    ],
    [
      { ...branch, bbox_head: tinyFcos.bbox_head, train_cfg: null, test_cfg: null },
      'SelfSupDETR needs a SelfSupDETRHead',
    ],
  ])('refuses what does not fit: %#', (config, message) => {
    const make = () => builtinBuilder().build('detector', config);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});

describe('query_init_path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-queries-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (shape: [number, number]) => {
    const path = join(folder, `${shape.join('x')}.npy`);
    writeFileSync(
      path,
      npyOf(
        Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => i),
        shape,
      ),
    );
    return path;
  };

  it('is what the queries of both branches start from', () => {
    const states = build({ query_init_path: file([6, 16]) }).stateDict();
    for (const prefix of ['online_backbone', 'target_backbone']) {
      const { data } = states.get(`${prefix}.bbox_head.query_embedding.weight`)!;
      expect([...data.slice(0, 3)]).toEqual([0, 1, 2]);
    }
  });

  it('has to hold one row for each query', () => {
    expect(() => build({ query_init_path: file([5, 16]) })).toThrow(
      'has shape [5, 16], but the queries have [6, 16]',
    );
  });
});
