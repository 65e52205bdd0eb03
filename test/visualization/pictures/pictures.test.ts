import { ShapeError } from '../../../aligndet/core/index.js';
import { encodeBitmap } from '../../../aligndet/structures/index.js';
import {
  blankPicture,
  colorOfInstance,
  colorOfLabel,
  drawBoxes,
  drawDetections,
  drawMasks,
  drawText,
  drawTruth,
  encodePicture,
  enlargePicture,
  type Picture,
  pictureOf,
  sideBySide,
  textWidth,
} from '../../../aligndet/visualization/index.js';

const grey = () => blankPicture(40, 30, [128, 128, 128]);

function pixel({ data, width, channels }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
}

/** Rows of a picture in which `ink` is set. */
function rows(picture: Picture): string[] {
  return Array.from({ length: picture.height }, (_, y) =>
    Array.from({ length: picture.width }, (_, x) => (pixel(picture, x, y)[0] < 128 ? '#' : '.')).join(''),
  );
}

describe('pictures', () => {
  it('swap the channels of images as pipelines load them', () => {
    expect([...pictureOf([1, 2, 3], 1, 1, 'bgr').data]).toEqual([3, 2, 1]);
    expect(() => pictureOf([1, 2], 1, 1)).toThrow(ShapeError);
  });

  it('write letters without a font', () => {
    const picture = blankPicture(11, 8, [255, 255, 255]);
    drawText(picture, 'Té', 0, 0, [0, 0, 0], 1);
    expect(rows(picture)).toEqual([
      '#####......',
      '#.#.#......',
      '..#....###.',
      '..#...#...#',
      '..#...#####',
      '..#...#....',
      '..#....###.',
      '...........',
    ]);
    expect(textWidth('Té', 2)).toBe(22);
    expect(textWidth('', 2)).toBe(0);
  });

  it('grow smoothly', () => {
    const picture = pictureOf([0, 0, 0, 100, 100, 100], 2, 1);
    expect([...enlargePicture(picture, 2).data].filter((_, i) => i % 3 === 0)).toEqual(
      [0, 25, 75, 100, 0, 25, 75, 100], // samples at -0.25, 0.25, 0.75, 1.25, kept inside
    );
  });

  it('become files', async () => {
    expect([...(await encodePicture(grey(), 'png')).subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    expect([...(await encodePicture(grey(), 'jpeg')).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });
});

describe('drawing detections', () => {
  const box = [5, 10, 20, 25];

  it('frames boxes in the colour of their class', () => {
    const picture = grey();
    drawBoxes(picture, [{ box, color: colorOfLabel(0), caption: '' }]);
    expect(pixel(picture, 5, 15)).toEqual([230, 159, 0]);
    expect(pixel(picture, 12, 17)).toEqual([128, 128, 128]); // the inside stays
  });

  it('tints masks', () => {
    const picture = grey();
    const mask = encodeBitmap(new Uint8Array(1200).fill(1), 30, 40);
    drawMasks(picture, [{ box, color: colorOfLabel(0), caption: '', mask }], 0.5);
    expect(pixel(picture, 12, 17)).toEqual([179, 144, 64]); // halfway from 128 to 230, 159, 0, rounded
    expect(pixel(picture, 0, 0)).not.toEqual(pixel(picture, 12, 17)); // the border is stronger
  });

  it('draws nothing outside, nor without detections', () => {
    const picture = grey();
    drawBoxes(picture, []);
    drawBoxes(picture, [{ box: [100, 100, 120, 120], color: colorOfLabel(0), caption: '' }]);
    expect(picture).toEqual(grey());
  });

  it('leaves the image alone and low scores out', () => {
    const image = grey();
    const detections = { bboxes: Float32Array.of(...box, 0.2), labels: Int32Array.of(0) };
    const drawn = drawDetections(image, detections, { classes: ['dog'] });
    expect(drawn).toEqual(grey());
    expect(drawDetections(image, detections, { classes: ['dog'], scoreThreshold: 0.1 })).not.toEqual(grey());
    expect(image).toEqual(grey());
  });

  it('puts the truth beside', () => {
    const truth = drawTruth(grey(), { bboxes: box, labels: [0] }, { classes: ['dog'], enlarge: 2 });
    expect([truth.width, truth.height]).toEqual([80, 60]);
    const sheet = sideBySide([
      { title: 'truth', picture: truth },
      { title: 'detections', picture: grey() },
    ]);
    expect(sheet.width).toBe(80 + 8 + 40);
    expect(sheet.height).toBe(14 + 60);
  });
});

describe('instances', () => {
  it('of one class have colours of their own, the first the colour of the class', () => {
    expect(colorOfInstance(3, 0)).toEqual([...colorOfLabel(3)]);
    const colors = [0, 1, 2, 3, 4].map((nth) => colorOfInstance(3, nth).join());
    expect(new Set(colors).size).toBe(5);
    for (const value of [0, 1, 2, 3, 4].flatMap((nth) => [...colorOfInstance(7, nth)])) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(255);
    }
  });

  it('of the ground truth show their masks, those that have one', () => {
    const mask = encodeBitmap(
      Uint8Array.from({ length: 40 * 30 }, (_, i) => Number(i % 40 < 10 && i < 400)),
      30,
      40,
    );
    const boxes = { bboxes: [0, 0, 10, 10, 20, 20, 30, 29], labels: [0, 0] };
    const classes = ['']; // no caption, which would hide them
    const [plain, masked] = [undefined, [mask, undefined]].map((masks) =>
      drawTruth(grey(), { ...boxes, masks }, { classes }),
    );
    expect(pixel(masked, 5, 5)).not.toEqual(pixel(plain, 5, 5));
    expect(pixel(masked, 25, 25)).toEqual(pixel(plain, 25, 25));
  });
});
