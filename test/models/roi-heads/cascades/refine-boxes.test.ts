import { deltaXywhCoder } from '../../../../aligndet/models/index.js';
import {
  refinedBoxes,
  withoutGroundTruths,
} from '../../../../aligndet/models/roi-heads/cascades/refine-boxes.js';

/** Shifts are shares of the sides. */
const coder = deltaXywhCoder({ means: [0, 0, 0, 0], stds: [1, 1, 1, 1], isClipped: true });
const meta = { img_shape: [100, 50, 3] as [number, number, number] };
const right = [0.5, 0, 0, 0];
const down = [0, 0.5, 0, 0];

describe('refinedBoxes', () => {
  const rois = Float32Array.of(0, 0, 10, 20, 30, 60, 50, 100);

  it('moves the one box of each region, inside the image', () => {
    const outputs = { rois, clsScore: new Float32Array(6), bboxPred: Float32Array.of(...right, ...right) };
    // Half a width to the right: 5, and 10, which the image's border at 50 cuts.
    expect([...refinedBoxes(outputs, undefined, 2, coder, meta)]).toEqual([5, 0, 15, 20, 40, 60, 50, 100]);
  });

  const perClass = {
    rois,
    clsScore: Float32Array.of(1, 2, 9, 4, 3, 9), // the background is last
    bboxPred: Float32Array.of(...right, ...down, ...right, ...down),
  };
  const movedDown = [0, 10, 10, 30];
  const movedRight = [40, 60, 50, 100];

  it('moves the box of the best class but the background, without labels', () => {
    expect([...refinedBoxes(perClass, undefined, 2, coder, meta)]).toEqual([...movedDown, ...movedRight]);
  });

  it('moves the box of the label; for the background that of the best class', () => {
    const labels = Int32Array.of(0, 2);
    expect([...refinedBoxes(perClass, labels, 2, coder, meta)]).toEqual([5, 0, 15, 20, ...movedRight]);
  });

  it('gives nothing for nothing', () => {
    const none = new Float32Array(0);
    expect(
      refinedBoxes({ rois: none, clsScore: none, bboxPred: none }, undefined, 2, coder, meta),
    ).toHaveLength(0);
  });
});

describe('withoutTruths', () => {
  it('leaves out the positives that are truths', () => {
    const boxes = Float32Array.from({ length: 16 }, (_, i) => i);
    expect([...withoutGroundTruths(boxes, { posIsGt: Uint8Array.of(1, 0) })]).toEqual([...boxes.subarray(4)]);
    expect(withoutGroundTruths(boxes.subarray(0, 4), { posIsGt: Uint8Array.of(1) })).toHaveLength(0);
  });
});
