import {
  cropPolygons,
  flipPolygons,
  polygonAreas,
  polygonBoxes,
  polygonMasks,
  rasterizePolygons,
  rotatePolygons,
  selectPolygons,
  shearPolygons,
  translatePolygons,
} from '../../../aligndet/structures/index.js';

const square = [1, 1, 3, 1, 3, 3, 1, 3];
const masks = polygonMasks([[square], [square, square]], 8, 10);

describe('polygon masks', () => {
  it('add the areas of their parts', () => {
    expect([...polygonAreas(masks)]).toEqual([4, 8]);
    expect([...polygonBoxes(masks)]).toEqual([1, 1, 3, 3, 1, 1, 3, 3]);
    expect([...rasterizePolygons(masks).data].filter(Boolean)).toHaveLength(4 + 4);
  });

  it('move with the image', () => {
    const first = (result: typeof masks) => [...result.polygons[0][0]];
    expect(first(flipPolygons(masks, 'horizontal'))).toEqual([9, 1, 7, 1, 7, 3, 9, 3]);
    expect(first(cropPolygons(masks, [1, 1, 4, 4]))).toEqual([0, 0, 2, 0, 2, 2, 0, 2]);
    expect(first(translatePolygons(masks, 8, 10, -2, 'vertical'))).toEqual([1, 0, 3, 0, 3, 1, 1, 1]);
    expect(first(shearPolygons(masks, 8, 10, 0.5, 'horizontal'))).toEqual([1.5, 1, 3.5, 1, 4.5, 3, 2.5, 3]);
    // 90 degrees clockwise about (2, 2): (1, 1) goes to (3, 1).
    const turned = first(rotatePolygons(masks, 8, 10, 90, [2, 2]));
    [3, 1, 3, 3, 1, 3, 1, 1].forEach((coordinate, i) => {
      expect(turned[i]).toBeCloseTo(coordinate, 12);
    });
  });

  it('can be none', () => {
    const none = selectPolygons(masks, []);
    expect(rasterizePolygons(none).count).toBe(0);
    expect(polygonBoxes(none)).toHaveLength(0);
  });
});
