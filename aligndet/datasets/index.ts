export { annotationIdAt, type CocoCategory, type CocoIndex, FLAG_CROWD } from './annotations/coco-index.js';
export { cocoIndex } from './annotations/index-cache.js';
export { indexOf as cocoIndexOf, readCoco } from './annotations/read-coco.js';
export { segmentationAt } from './annotations/segmentation-pool.js';
export { type CollatedBatch, collate } from './collate.js';
export { imageOf } from './fields.js';
export { decodeImage, type ImageAdvice, readImage } from './images/decode.js';
export { imagesOfFolder, noImages } from './images/image-folder.js';
export { imagePath } from './images/image-path.js';
export { imageSize } from './images/image-size.js';
export { type ChannelOrder, type ColorType, toPixels } from './images/raster.js';
export { bilinearRows } from './kernels/resize-bilinear.js';
export { rotationMatrix, shearMatrix, translationMatrix, warpAffine } from './kernels/warp-affine.js';
export { Loader, type LoaderOptions } from './loader/loader.js';
export type { Extensions } from './loader/worker.js';
export { type Pixels, publishedShape } from './pixels.js';
export * from './proposals/index.js';
export type { AnnotationInfo, ImageInfo, PipelineSample, Transform, TransformResult } from './sample.js';
export * from './samplers/index.js';
export { chooseLabelled, generateSemiCoco, type SemiCocoOptions, type WrittenSplit } from './semi-coco.js';
export {
  type AnnotationSource,
  classNames as datasetClasses,
  whyDropped,
} from './sources/annotation-source.js';
export { checkImageSizes } from './sources/check-image-sizes.js';
export { repeatFactors, repeatIndices } from './sources/class-balanced-dataset.js';
export { COCO_CLASSES, VOC_CLASSES } from './sources/class-names.js';
export { movedClass } from './sources/class-order.js';
export { type CocoSource, cocoSource } from './sources/coco-source.js';
export { ConcatDataset } from './sources/concat-dataset.js';
export { datasetsPerFile } from './sources/datasets-per-file.js';
export type { DatasetMetric, DetectionDataset, MetricOptions } from './sources/detection-dataset.js';
export {
  type AnnotatedImage,
  type ImageListOptions,
  imageListDataset,
  imageListOptions,
  imageListPaths,
} from './sources/image-list-dataset.js';
export { type DatasetConfig, datasetRegistry, datasets } from './sources/index.js';
export { PipelineDataset } from './sources/pipeline-dataset.js';
export { repeat } from './sources/repeat-dataset.js';
export { type VocRules, vocSource } from './sources/voc-source.js';
export * from './synth/index.js';
export { buildPipeline, compose } from './transforms/compose.js';
export { type TransformConfig, transformRegistry, transforms } from './transforms/index.js';
export { pipelineOption } from './transforms/options.js';
