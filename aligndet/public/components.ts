/**
 * @module `aligndet/components`: the API for custom components. Maps and images are `[B, H, W, C]`, boxes xyxy
 * in pixels of the input image; more tensor operations are in `aligndet/engine`.
 */
export { z } from 'zod';

/** Naming a component, its options and the components that it holds. */
export {
  Builder,
  type Component,
  type ComponentConfig,
  type Components,
  ConfigError,
  type ConfigOf,
  DataError,
  defineComponent,
  type Logger,
  Random,
  type RandomSource,
  ShapeError,
  type SlotLists,
  type Slots,
  slot,
} from '../core/index.js';

/** Datasets and transforms of their samples. */
export {
  type AnnotatedImage,
  type AnnotationInfo,
  type AnnotationSource,
  buildPipeline,
  type DatasetMetric,
  type DetectionDataset,
  type ImageInfo,
  type ImageListOptions,
  imageListDataset,
  imageListOptions,
  imageListPaths,
  imageOf,
  imageSize,
  type MetricOptions,
  PipelineDataset,
  type PipelineSample,
  type Pixels,
  pipelineOption,
  readImage,
  type Transform,
  type TransformResult,
} from '../datasets/index.js';

/** Tensors; the rest of them is in `aligndet/engine`. */
export {
  concat,
  ensureEngine,
  gather,
  relu,
  sigmoid,
  softmax,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
} from '../engine/index.js';

/** Contracts of what a detector is made of, and what its parts are made with. */
export {
  type Assigner,
  type AssignResult,
  type Backbone,
  type BBoxCoder,
  type BBoxHead,
  overlapCalculator,
  type ClassedBoxes,
  type DenseHead,
  type DenseOutputs,
  type DetectingHead,
  DrawingModule,
  type GroundTruth,
  type InstanceGroundTruth,
  type IouCalculator,
  indicesWhere,
  type Loss,
  type LossOptions,
  lossOptions,
  type MaskHead,
  type MatchCost,
  multiclassNms,
  type Neck,
  type PositionalEncoding,
  type Predictions,
  type PriorGenerator,
  type ProposalHead,
  type Reduction,
  type RoiExtractor,
  type RoiHead,
  reduced,
  type Sampler,
  type SamplingResult,
  samplingResult,
  type TrainableDetector,
} from '../models/index.js';

/** Modules with weights, and how these are initialized and saved. */
export {
  Activation,
  actCfgOption,
  activate,
  adaptiveAvgPool2d,
  asPublished,
  avgPool2d,
  BatchNorm2d,
  batchedNms,
  Conv2d,
  ConvModule,
  ConvTranspose2d,
  convLayout,
  Dropout,
  Embedding,
  GroupNorm,
  type InitCfg,
  initCfgOption,
  interpolate,
  LayerNorm,
  Linear,
  linearLayout,
  Module,
  ModuleList,
  maxPool2d,
  type NormCfg,
  nms,
  normCfgOption,
  normLayer,
  Parameter,
  PlainModuleList,
  roiAlign,
  Sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from '../nn/index.js';

/** Optimizers and schedules of their learning rate. */
export {
  commonOptions as lrOptions,
  LrUpdater,
  Optimizer,
  type OptimizerFactory,
  type ParamGroup,
  type Policy,
  type UpdateRule,
} from '../optim/index.js';

/** Hooks of a run. */
export type { Hook, Runner } from '../runner/index.js';

/** Geometry of boxes, and what batches and detections are. */
export {
  type Batch,
  concatRows,
  type Dataset,
  type Detections,
  type DetectOptions,
  type ImageMeta,
  type Losses,
  overlaps,
  type TrainingBatch,
  takeRows,
  toRois,
} from '../structures/index.js';
