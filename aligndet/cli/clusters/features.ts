/**
 * @module Box features from a backbone: RoIAlign on its last map, mean over the box, L2-normalized.
 *
 * Dims: N boxes, C channels of the last map.
 */
import { readImage } from '../../datasets/index.js';
import {
  concat,
  image as images,
  pad,
  type Tensor3D,
  type Tensor4D,
  tensor3d,
  tidy,
} from '../../engine/index.js';
import { roiAlign } from '../../nn/index.js';
import type { FeatureBackbone } from './backbone.js';

/** Maximum long edge of an image in pixels; larger images are shrunk. */
const MAX_EDGE_PX = 640;

/** Height and width are padded to multiples of this, the stride of a backbone, in pixels. */
const STRIDE_PX = 32;

/** Output height and width of RoIAlign, in bins. */
const BINS = 7;

/** Boxes per RoIAlign call: samples of 2048 channels take 1.6 MB per box. */
const CHUNK = 64;

/**
 * @param path of the image.
 * @param boxes `[N, 4]` xyxy in pixels of the image, at least one.
 * @returns `[N, C]`.
 */
export async function boxFeatures(
  { module, normalization }: FeatureBackbone,
  path: string,
  boxes: Float32Array,
): Promise<Float32Array> {
  const { mean, std, to_rgb: isRgb } = normalization;
  const { data, width, height } = await readImage(path, 'color', isRgb ? 'rgb' : 'bgr');
  const factor = Math.min(1, MAX_EDGE_PX / Math.max(width, height));
  const [newHeight, newWidth] = [height, width].map((edge) => Math.max(1, Math.round(edge * factor)));
  const features = tidy(() => {
    const whole = tensor3d(Float32Array.from(data), [height, width, 3]);
    const small = factor === 1 ? whole : images.resizeBilinear(whole, [newHeight, newWidth], false, true);
    const normal = small.sub<Tensor3D>(Array.from(mean)).div<Tensor3D>(Array.from(std));
    const rest = (edge: number) => (STRIDE_PX - (edge % STRIDE_PX)) % STRIDE_PX;
    const input = pad(normal, [
      [0, rest(newHeight)],
      [0, rest(newWidth)],
      [0, 0],
    ]).expandDims<Tensor4D>(0);
    const map = module.forward(input).at(-1) as Tensor4D; // [1, h, w, C]
    const rois = roisOf(boxes, newWidth / width, newHeight / height);
    const parts: Tensor4D[] = [];
    for (let from = 0; from < rois.length; from += 5 * CHUNK) {
      const pooled = roiAlign(map, rois.subarray(from, from + 5 * CHUNK), {
        outputSize: [BINS, BINS],
        spatialScale: map.shape[2] / input.shape[2],
        samplingRatio: 2,
        isAligned: true,
        pooling: 'avg',
      });
      parts.push(pooled.mean<Tensor4D>([1, 2]));
    }
    return concat(parts, 0).dataSync() as Float32Array; // [N, C]
  });
  return ofLengthOne(features, boxes.length / 4);
}

/** `[N, 5]`: image 0, and the boxes in the shrunk image. */
function roisOf(boxes: Float32Array, scaleX: number, scaleY: number): Float32Array {
  const rois = new Float32Array((boxes.length / 4) * 5);
  for (let box = 0, roi = 1; box < boxes.length; box += 4, roi += 5) {
    rois.set(
      [boxes[box] * scaleX, boxes[box + 1] * scaleY, boxes[box + 2] * scaleX, boxes[box + 3] * scaleY],
      roi,
    );
  }
  return rois;
}

function ofLengthOne(features: Float32Array, count: number): Float32Array {
  const size = features.length / count;
  for (let at = 0; at < features.length; at += size) {
    let sum = 0;
    for (let k = at; k < at + size; k++) sum += features[k] ** 2;
    const length = Math.sqrt(sum) || 1;
    for (let k = at; k < at + size; k++) features[k] /= length;
  }
  return features;
}
