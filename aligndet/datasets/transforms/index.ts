import { type ConfigOf, Registry } from '../../core/index.js';
import { autoAugment } from './auto-augment.js';
import { collect } from './collect.js';
import { colorJitter } from './color-jitter.js';
import { copyPaste } from './copy-paste.js';
import { cutOut } from './cut-out.js';
import { filterAnnotations } from './filter-annotations.js';
import { defaultFormatBundle, imageToTensor, imgToTensor, selfSupFormatBundle } from './format.js';
import { loadAnnotations } from './load-annotations.js';
import { loadImageFromFile } from './load-image-from-file.js';
import { loadProposals } from './load-proposals.js';
import { minIouRandomCrop } from './min-iou-random-crop.js';
import { mixUp } from './mix-up.js';
import { mosaic } from './mosaic.js';
import { multiBranch } from './multi-branch.js';
import { multiScaleFlipAug } from './multi-scale-flip-aug.js';
import { normalize } from './normalize.js';
import { pad } from './pad.js';
import { photoMetricDistortion } from './photo-metric-distortion.js';
import { randErase } from './rand-erase.js';
import {
  autoContrast,
  identity,
  randBrightness,
  randColor,
  randContrast,
  randEqualize,
  randPosterize,
  randSharpness,
  randSolarize,
} from './rand-photometric.js';
import { randFlip, randResize } from './rand-resize-flip.js';
import { randRotate } from './rand-rotate.js';
import { randShear } from './rand-shear.js';
import { randTranslate } from './rand-translate.js';
import { randomCrop } from './random-crop.js';
import { randomFlip } from './random-flip.js';
import { recomputeBox } from './recompute-box.js';
import { resize } from './resize.js';
import { segRescale } from './seg-rescale.js';
import { selectTopKProposals } from './select-topk-proposals.js';
import {
  gaussianBlur,
  randomAppliedTrans,
  randomGrayscale,
  solarization,
  tensorNormalize,
} from './selfsup-views.js';
import { oneOf, sequential, shuffledSequential } from './sequential.js';

/** Every built-in transform. A new one is a new file, its test, and a line here. */
export const transforms = [
  autoAugment,
  autoContrast,
  collect,
  colorJitter,
  copyPaste,
  cutOut,
  defaultFormatBundle,
  filterAnnotations,
  gaussianBlur,
  identity,
  imageToTensor,
  imgToTensor,
  loadAnnotations,
  loadImageFromFile,
  loadProposals,
  minIouRandomCrop,
  mixUp,
  mosaic,
  multiBranch,
  multiScaleFlipAug,
  normalize,
  oneOf,
  pad,
  photoMetricDistortion,
  randBrightness,
  randColor,
  randContrast,
  randEqualize,
  randErase,
  randFlip,
  randPosterize,
  randResize,
  randRotate,
  randShear,
  randSharpness,
  randSolarize,
  randTranslate,
  randomAppliedTrans,
  randomCrop,
  randomFlip,
  randomGrayscale,
  recomputeBox,
  resize,
  segRescale,
  selectTopKProposals,
  selfSupFormatBundle,
  sequential,
  shuffledSequential,
  solarization,
  tensorNormalize,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    transform: typeof transforms;
  }
}

/** Config type of the entries of `pipeline`, derived from the schemas. */
export type TransformConfig = ConfigOf<(typeof transforms)[number]>;

export const transformRegistry = new Registry('transform', transforms);
