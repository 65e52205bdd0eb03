/** @module Options and results of `train`, `evaluate` and `Detector`. Types only: importing them loads nothing. */
import type { ConfigInput, ConfigValue, Overrides } from '../config/index.js';
import type { LogEvent, Progress } from '../core/index.js';
import type { Rle } from '../structures/index.js';

/** The path of a config file, or an object as returned by `defineConfig`. */
export type ConfigSource = string | ConfigInput | Readonly<Record<string, unknown>>;

/**
 * Overrides of config values, by dotted keys: `{ 'data.samples_per_gpu': 4, 'optimizer.lr': 0.005 }`, or in the syntax
 * of `--cfg-options`: `['data.samples_per_gpu=4', 'optimizer.lr=0.005']`.
 */
export type ConfigChanges = readonly string[] | Overrides | Readonly<Record<string, ConfigValue>>;

/** Metrics by mmdetection's names: `bbox_mAP`, `bbox_mAP_50`, `mAP`; a few are strings (`bbox_mAP_copypaste`). */
export type RunMetrics = Readonly<Record<string, number | string>>;

/** Options for loading weights. */
export interface WeightSources {
  /** Use only weights on this machine; same as `ALIGNDET_OFFLINE=1` in the environment. */
  readonly offline?: boolean;
  /** Accept a checkpoint that leaves layers of the detector without weights. */
  readonly allowPartial?: boolean;
}

/** Options of `train`, `evaluate` and `Detector.load`. */
export interface RunOptions extends WeightSources {
  /** Overrides of config values. */
  readonly overrides?: ConfigChanges;
  /** Receives the progress of long steps, for example for a progress bar. */
  readonly progress?: Progress;
}

/** A run has started: its folder exists and is locked. */
export interface StartEvent {
  readonly type: 'start';
  /** Absolute. */
  readonly workDir: string;
  /** Text log of this run, in the work dir. */
  readonly logFile: string;
  readonly seed: number;
}

/** A training iteration has finished. */
export interface IterationEvent {
  readonly type: 'iteration';
  /** From 1. */
  readonly epoch: number;
  /** Finished iterations of this epoch, and iterations per epoch. */
  readonly epochIteration: number;
  readonly iterationsPerEpoch: number;
  /** Finished iterations of the run, and its total. */
  readonly iteration: number;
  readonly maxIterations: number;
  /** Losses and metrics of the batch by name; `loss` is the total. */
  readonly losses: Readonly<Record<string, number>>;
  /** Learning rate of the first parameter group. */
  readonly lr: number;
  /** Duration of the iteration, including waiting for data. */
  readonly timeS: number;
  /** Estimated time until the end of the run, without evaluations. */
  readonly etaS: number;
}

/** An evaluation during training has finished. */
export interface EvaluationEvent {
  readonly type: 'evaluation';
  /** From 1, as in the log. */
  readonly epoch: number;
  /** Finished iterations. */
  readonly iteration: number;
  readonly metrics: RunMetrics;
}

/** A checkpoint was written. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly path: string;
  /** Finished epochs and iterations. */
  readonly epoch: number;
  readonly iteration: number;
}

/** An event during a training run. */
export type TrainEvent = StartEvent | IterationEvent | EvaluationEvent | CheckpointEvent | LogEvent;

/** Options of `train`. */
export interface TrainOptions extends RunOptions {
  /** Folder for logs and checkpoints; default: `work_dir` of the config, else `work_dirs/NAME_OF_THE_CONFIG`. */
  readonly workDir?: string;
  /** Checkpoint of an earlier run to resume: weights, optimizer, schedule and random state. */
  readonly resumeFrom?: string;
  /** Resume from the latest checkpoint of the work dir, if there is one. */
  readonly autoResume?: boolean;
  /** Seed of all random numbers; default: `seed` of the config, else 0. */
  readonly seed?: number;
  /** Accepted for compatibility with mmdetection: runs with the same seed are always identical. */
  readonly deterministic?: boolean;
  /** Whether `data.val` is evaluated during training, according to `evaluation` in the config; default: `true`. */
  readonly validate?: boolean;
  /** Scale the learning rate with the batch size, by `auto_scale_lr.base_batch_size` of the config. */
  readonly autoScaleLr?: boolean;
  /** Stops the run after the current iteration, with a checkpoint to resume from. */
  readonly signal?: AbortSignal;
  /** Receives all events. An exception ends the run. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/** The result of `train`. */
export interface TrainResult {
  /** Absolute. */
  readonly workDir: string;
  readonly logFile: string;
  /** Whether the signal stopped the run early; `autoResume` resumes from its checkpoint. */
  readonly isStopped: boolean;
  /** Total of the run, including those before a resume. */
  readonly epochs: number;
  readonly iterations: number;
  /** Written by this call and not deleted, in order. */
  readonly checkpoints: readonly string[];
  /** The latest checkpoint of the work dir; absent if a run was stopped before its first iteration. */
  readonly lastCheckpoint?: string;
  /** The checkpoint of `evaluation.save_best`. */
  readonly best?: { readonly path: string; readonly score: number };
  /** Of the last evaluation of this call; absent if there was none. */
  readonly metrics?: RunMetrics;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends RunOptions {
  /**
   * Metrics of `data.test`: `bbox`, `segm`, `proposal` for COCO files, `mAP`, `recall` for VOC. Default: those of
   * `evaluation` in the config, else the dataset's first metric; an empty list disables them.
   */
  readonly metrics?: string | readonly string[];
  /** Options of the metric, overriding those of `evaluation` in the config: `{ classwise: true }`. */
  readonly metricOptions?: ConfigChanges;
  /** File for all detections, as COCO results: a name that ends in `.json`. */
  readonly out?: string;
  /** Write the result files for test servers, without evaluation; `jsonfile_prefix` sets their path. */
  readonly formatOnly?: boolean;
  /** Folder for images with the ground truth beside the detections. */
  readonly showDir?: string;
  /** Min score of drawn detections, in [0, 1]; default: 0.3. */
  readonly showScoreThreshold?: number;
  /** Stops the evaluation: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Receives each line of the log. */
  readonly onEvent?: (event: LogEvent) => void;
}

/** The result of `evaluate`. */
export interface EvaluateResult {
  /** Empty without evaluation (`metrics: []` or `formatOnly`). */
  readonly metrics: RunMetrics;
  readonly numImages: number;
  /** Written result files. */
  readonly files: readonly string[];
}

/** A decoded image in memory. */
export interface RawImage {
  /** `[height, width, channels]`, row-major, values 0 to 255. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** 1 grayscale, 3 color, 4 color with alpha, which is dropped. */
  readonly channels: 1 | 3 | 4;
  /** Order of the color channels; default: `rgb`. `bgr` is OpenCV's. */
  readonly order?: 'rgb' | 'bgr';
}

/**
 * An input image: a path, a URL (`https:`, `http:`, `file:` or `data:`), the bytes of an image file, or pixels. The
 * EXIF orientation of files is applied.
 */
export type ImageInput = string | URL | Uint8Array | ArrayBuffer | RawImage;

/** Options of `Detector.load`. */
export interface LoadDetectorOptions extends RunOptions {
  /** Receives log messages, such as which tensors of the checkpoint were not used. */
  readonly onEvent?: (event: LogEvent) => void;
}

/** Options of `detect` and `stream`. */
export interface DetectOptions {
  /** Min score of returned detections, in [0, 1]. Default: all detections of the detector. */
  readonly scoreThreshold?: number;
  /** Max number of detections per image, highest scores first. Default: all. */
  readonly maxDetections?: number;
}

/** A box in pixels of the original image, x to the right and y down: left, top, right, bottom edge. */
export type Box = [x1: number, y1: number, x2: number, y2: number];

/**
 * Detections of one image, as plain data. Detection i has `boxes[i]`, `scores[i]` and so on, sorted by descending
 * score.
 */
export interface ImageDetections {
  /** Of the original image, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly boxes: Box[];
  /** In [0, 1]. */
  readonly scores: number[];
  /** Indices in the detector's `classes`. */
  readonly labels: number[];
  readonly classNames: string[];
  /**
   * COCO run-length encodings, of the original image's size; `decodeMask` returns pixels. Only for detectors with
   * masks.
   */
  readonly masks?: Rle[];
}

/** Options of `draw`. */
export interface DrawOptions {
  /** Min score of drawn detections, in [0, 1]; default: 0.3. */
  readonly scoreThreshold?: number;
  /** Default: `png`. */
  readonly format?: 'png' | 'jpeg';
  /** Of JPEG, 1 to 100; default: 85. */
  readonly quality?: number;
  /** Scale factor of the drawing relative to the image: small images need it for legible labels. Default: 1. */
  readonly enlarge?: number;
}
