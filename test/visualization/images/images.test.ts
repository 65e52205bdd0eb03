import { encodeBitmap } from '../../../aligndet/structures/index.js';
import {
  blankImage,
  colorOfInstance,
  colorOfLabel,
  drawBoxes,
  drawDetections,
  drawGroundTruth,
  drawMasks,
  drawText,
  encodeImage,
  enlargeImage,
  type RgbImage,
  sideBySide,
  textWidth,
} from '../../../aligndet/visualization/index.js';

const grey = () => blankImage(40, 30, [128, 128, 128]);

function pixel({ data, width, channels }: RgbImage, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
}

/** Rows of a picture in which `ink` is set. */
function rows(image: RgbImage): string[] {
  return Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: image.width }, (_, x) => (pixel(image, x, y)[0] < 128 ? '#' : '.')).join(''),
  );
}

describe('images', () => {
  it('write letters without a font', () => {
    const image = blankImage(11, 8, [255, 255, 255]);
    drawText(image, 'Té', 0, 0, [0, 0, 0], 1);
    expect(rows(image)).toEqual([
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
    const image = { ...blankImage(2, 1, [0, 0, 0]), data: Uint8Array.of(0, 0, 0, 100, 100, 100) };
    expect([...enlargeImage(image, 2).data].filter((_, i) => i % 3 === 0)).toEqual(
      [0, 25, 75, 100, 0, 25, 75, 100], // samples at -0.25, 0.25, 0.75, 1.25, kept inside
    );
  });

  it('become files', async () => {
    expect([...(await encodeImage(grey(), 'png')).subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    expect([...(await encodeImage(grey(), 'jpeg')).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });
});

describe('drawing detections', () => {
  const box = [5, 10, 20, 25];

  it('frames boxes in the colour of their class', () => {
    const image = grey();
    drawBoxes(image, [{ box, color: colorOfLabel(0), caption: '' }]);
    expect(pixel(image, 5, 15)).toEqual([230, 159, 0]);
    expect(pixel(image, 12, 17)).toEqual([128, 128, 128]); // the inside stays
  });

  it('tints masks', () => {
    const image = grey();
    const mask = encodeBitmap(new Uint8Array(1200).fill(1), 30, 40);
    drawMasks(image, [{ box, color: colorOfLabel(0), caption: '', mask }], 0.5);
    expect(pixel(image, 12, 17)).toEqual([179, 144, 64]); // halfway from 128 to 230, 159, 0, rounded
    expect(pixel(image, 0, 0)).not.toEqual(pixel(image, 12, 17)); // the border is stronger
  });

  it('draws nothing outside, nor without detections', () => {
    const image = grey();
    drawBoxes(image, []);
    drawBoxes(image, [{ box: [100, 100, 120, 120], color: colorOfLabel(0), caption: '' }]);
    expect(image).toEqual(grey());
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
    const groundTruth = drawGroundTruth(
      grey(),
      { bboxes: box, labels: [0] },
      { classes: ['dog'], enlarge: 2 },
    );
    expect([groundTruth.width, groundTruth.height]).toEqual([80, 60]);
    const sheet = sideBySide([
      { title: 'truth', image: groundTruth },
      { title: 'detections', image: grey() },
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
      drawGroundTruth(grey(), { ...boxes, masks }, { classes }),
    );
    expect(pixel(masked, 5, 5)).not.toEqual(pixel(plain, 5, 5));
    expect(pixel(masked, 25, 25)).toEqual(pixel(plain, 25, 25));
  });
});
