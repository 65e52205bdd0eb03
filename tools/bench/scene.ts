/** @module The batch that whole iterations are timed on, seeded: both sides see the same images and boxes. */
import { Random } from '../../aligndet/core/index.js';
import { type Batch, bitmapMasks, type ImageMeta } from '../../aligndet/structures/index.js';

/** Sides of the images in pixels. */
export const IMAGE_SIZE = 512;
/** Images of a training batch, or of each of its views. */
export const NUM_IMAGES = 2;
export const NUM_CLASSES = 80;
const NUM_OBJECTS = 8;

/** @param numImages images with as many objects each. */
export function sceneBatch(numImages: number, seed: number): Batch {
  const random = new Random(seed);
  const boxes = Array.from({ length: numImages }, () => objects(random));
  return {
    img: Float32Array.from({ length: numImages * IMAGE_SIZE * IMAGE_SIZE * 3 }, () => random.normal(0, 1)),
    img_shape: [numImages, IMAGE_SIZE, IMAGE_SIZE, 3],
    img_metas: boxes.map(() => meta),
    gt_bboxes: boxes,
    gt_labels: boxes.map(() =>
      Int32Array.from({ length: NUM_OBJECTS }, () => random.integer(0, NUM_CLASSES)),
    ),
    gt_masks: boxes.map((ofImage) => bitmapMasks(filled(ofImage), IMAGE_SIZE, IMAGE_SIZE)),
  };
}

const meta: ImageMeta = {
  filename: 'scene.png',
  ori_filename: 'scene.png',
  ori_shape: [IMAGE_SIZE, IMAGE_SIZE, 3],
  img_shape: [IMAGE_SIZE, IMAGE_SIZE, 3],
  pad_shape: [IMAGE_SIZE, IMAGE_SIZE, 3],
  scale_factor: [1, 1, 1, 1],
  flip: false,
  flip_direction: null,
};

function objects(random: Random): Float32Array {
  const boxes = Array.from({ length: NUM_OBJECTS }, () => {
    const [width, height] = [random.uniform(30, 300), random.uniform(30, 300)];
    const [x, y] = [random.uniform(0, IMAGE_SIZE - width), random.uniform(0, IMAGE_SIZE - height)];
    return [x, y, x + width, y + height];
  });
  return Float32Array.from(boxes.flat());
}

/** A mask per box: the box itself. */
function filled(boxes: Float32Array): Uint8Array {
  const masks = new Uint8Array((boxes.length / 4) * IMAGE_SIZE * IMAGE_SIZE);
  for (let i = 0; 4 * i < boxes.length; i++) {
    const [x1, y1, x2, y2] = boxes.subarray(4 * i, 4 * i + 4).map(Math.round);
    for (let y = y1; y < y2; y++)
      masks.fill(1, (i * IMAGE_SIZE + y) * IMAGE_SIZE + x1, (i * IMAGE_SIZE + y) * IMAGE_SIZE + x2);
  }
  return masks;
}
