import { scalar } from '../../../aligndet/engine/index.js';
import { compositeLosses } from '../../../aligndet/models/detectors/composite-losses.js';
import type { Losses } from '../../../aligndet/structures/index.js';

const values = (losses: Losses) =>
  Object.fromEntries(
    Object.entries(losses).map(([name, loss]) => [
      name,
      Array.isArray(loss) ? loss.map((one) => one.dataSync()[0]) : loss.dataSync()[0],
    ]),
  );

const losses = (value: number): Losses => ({
  loss_cls: [scalar(value), scalar(2 * value)],
  loss_bbox: scalar(3 * value),
  acc: scalar(80),
});

describe('linkedLosses', () => {
  it('leaves the losses of a single backbone as they are', () => {
    const own = losses(1);
    expect(compositeLosses([own])).toBe(own);
  });

  it('halves those of the first, accuracy included, and names all by their backbone', () => {
    const composite = compositeLosses([losses(2), losses(4)]);
    expect(Object.keys(composite)).toEqual([
      'loss_cls0_w0.5',
      'loss_bbox0_w0.5',
      'acc0',
      'loss_cls1',
      'loss_bbox1',
      'acc1',
    ]);
    expect(values(composite)).toEqual({
      'loss_cls0_w0.5': [1, 2],
      'loss_bbox0_w0.5': 3,
      acc0: 40,
      loss_cls1: [4, 8],
      loss_bbox1: 12,
      acc1: 80,
    });
  });

  it('names what is named already once more', () => {
    const ofRpn = compositeLosses([{ loss_rpn_cls: scalar(1) }, { loss_rpn_cls: scalar(1) }]);
    expect(Object.keys(compositeLosses([ofRpn, ofRpn]))).toEqual([
      'loss_rpn_cls0_w0.50_w0.5',
      'loss_rpn_cls10_w0.5',
      'loss_rpn_cls0_w0.51',
      'loss_rpn_cls11',
    ]);
  });
});
