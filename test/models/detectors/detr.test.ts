import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, DataError, Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import type { Detr } from '../../../aligndet/models/index.js';
import type { Batch, Losses } from '../../../aligndet/structures/index.js';
import { lossValues, startedDetector, withoutGradients } from '../../support/detectors.js';
import { expectFinite } from '../../support/finite.js';
import { expectNoLeak } from '../../support/memory.js';
import { tinyBatch, tinyDetr, tinyFcos, tinyRetinaNet } from '../../support/tiny-models.js';

const build = () => startedDetector<Detr>(tinyDetr);

const lossesOf = (detector: Detr, batch: Batch): number[] => {
  let found: number[] = [];
  tidy(() => {
    const losses: Losses = detector.loss(batch);
    found = lossValues(losses);
  });
  return found;
};

/** The second image is smaller than the batch. */
function paddedBatch(): Batch {
  const batch = tinyBatch();
  const [first, second] = batch.img_metas;
  return { ...batch, img_metas: [first, { ...second, img_shape: [32, 40, 3] }] };
}

describe('DETR', () => {
  const detector = build();

  it.each([
    ['boxes in all images', tinyBatch([2, 1])],
    ['an image without boxes', tinyBatch([0, 3])],
    ['no boxes at all', tinyBatch([0, 0])],
    ['more boxes than queries', tinyBatch([9, 1])],
    ['padding', paddedBatch()],
  ] as const)('has finite losses with %s', (_case, batch) => {
    expectFinite(lossesOf(detector, batch));
  });

  it('gives every trained parameter a gradient, also without boxes', () => {
    for (const counts of [
      [2, 1],
      [0, 0],
    ] as const) {
      expect(withoutGradients(detector, tinyBatch(counts))).toEqual([]);
    }
  });

  it('draws dropout from its source', () => {
    const run = (seed: number) => {
      detector.random = new Random(seed);
      return lossesOf(detector.train(), tinyBatch());
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('detects, class by class and best first, as many as asked for', () => {
    detector.eval();
    const found = detector.detect(tinyBatch(), { rescale: true });
    expect(found.map(({ labels }) => labels.length)).toEqual([4, 4]);
    for (const { labels } of found) expect([...labels]).toEqual([...labels].sort((a, b) => a - b));
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => detector.detect(tinyBatch(), { rescale: true }));
    expectNoLeak(() => lossesOf(detector, tinyBatch()));
    expectNoLeak(() => build().dispose());
  });

  it('does not detect in several views, as the reference', () => {
    expect('detectInViews' in detector).toBe(false);
  });

  it('names what it trains on', () => {
    expect(() => detector.loss([tinyBatch(), tinyBatch()])).toThrow(DataError);
    expect(() => detector.loss([tinyBatch(), tinyBatch()])).toThrow('DETR trains on one view');
  });

  it.each([
    [
      { ...tinyDetr, bbox_head: tinyFcos.bbox_head, train_cfg: null, test_cfg: null },
      'bbox_head: DETR needs a DETRHead, but got FCOSHead.',
    ],
    [{ ...tinyRetinaNet, bbox_head: tinyDetr.bbox_head }, 'bbox_head.train_cfg.'],
    [
      { ...tinyRetinaNet, bbox_head: tinyDetr.bbox_head, train_cfg: null, test_cfg: null },
      'bbox_head: DETRHead',
    ],
    [{ ...tinyDetr, pretrained: 'torchvision://resnet50' }, 'pretrained: write backbone.init_cfg'],
  ])('refuses heads and options that are not its own: %#', (config, message) => {
    const make = () => builtinBuilder().build('detector', config);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});
