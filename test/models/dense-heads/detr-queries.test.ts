import { detectQueries } from '../../../aligndet/models/index.js';

/** Two classes; three queries: the left half, all of the image and more, a small box. */
const boxes = Float32Array.of(0.25, 0.5, 0.5, 1, 0.5, 0.5, 2, 2, 0.75, 0.25, 0.1, 0.1);
const meta = {
  img_shape: [100, 200, 3] as [number, number, number],
  scale_factor: [2, 4, 2, 4] as [number, number, number, number],
};

describe('detectQueries', () => {
  /** Logits of the classes and of "no object". */
  const logits = Float32Array.of(0, 1, 2, 3, 0, 0, 0, 0, 5);
  const softmax = { numClasses: 2, usesSigmoid: false, maxPerImage: 2 };

  it('gives the best class of each of the best queries, in pixels inside of the image', () => {
    const { dets, labels } = detectQueries({ logits, boxes }, meta, softmax, { rescale: false });
    expect([...labels]).toEqual([0, 1]);
    expect([...dets.slice(0, 4)]).toEqual([0, 0, 200, 100]);
    expect(dets[4]).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 2));
    expect([...dets.slice(5, 9)]).toEqual([0, 0, 100, 100]);
    expect(dets[9]).toBeCloseTo(Math.exp(1) / (1 + Math.exp(1) + Math.exp(2)));
  });

  it('gives pixels of the original image', () => {
    const { dets } = detectQueries({ logits, boxes }, meta, softmax, { rescale: true });
    expect([...dets.slice(5, 9)]).toEqual([0, 0, 50, 25]);
  });

  it('gives a query once for each class, where classes do not exclude each other', () => {
    const sigmoids = { numClasses: 2, usesSigmoid: true, maxPerImage: 3 };
    const found = detectQueries({ logits: Float32Array.of(3, 2, -1, 0, -5, -5), boxes }, meta, sigmoids, {
      rescale: false,
    });
    expect([...found.labels]).toEqual([0, 1, 1]);
    expect(found.dets[4]).toBeCloseTo(1 / (1 + Math.exp(-3)));
    expect([...found.dets.slice(0, 4)]).toEqual([...found.dets.slice(5, 9)]);
    expect([...found.dets.slice(10, 14)]).toEqual([0, 0, 200, 100]);
  });

  it('gives all there are when more are asked for', () => {
    const { labels } = detectQueries(
      { logits, boxes },
      meta,
      { ...softmax, maxPerImage: 10 },
      { rescale: false },
    );
    expect(labels.length).toBe(3);
  });
});
