/** @module What `train`, `evaluate` and `Detector` take and give. Types alone: importing them loads nothing. */
import type { ConfigInput, ConfigValue, Overrides } from '../config/index.js';
import type { LogEvent, Progress } from '../core/index.js';
import type { Rle } from '../structures/index.js';

/** The path of a config file, or an object as `defineConfig` gives it. */
export type ConfigSource = string | ConfigInput | Readonly<Record<string, unknown>>;

/**
 * Values laid over a config, by dotted keys: `{ 'data.samples_per_gpu': 4, 'optimizer.lr': 0.005 }`, or the words of
 * `--cfg-options`: `['data.samples_per_gpu=4', 'optimizer.lr=0.005']`.
 */
export type ConfigChanges = readonly string[] | Overrides | Readonly<Record<string, ConfigValue>>;

/** Metrics by mmdetection's names: `bbox_mAP`, `bbox_mAP_50`, `mAP`; a few are strings (`bbox_mAP_copypaste`). */
export type RunMetrics = Readonly<Record<string, number | string>>;

/** Options of whatever loads weights. */
export interface WeightSources {
  /** Take weights from this machine only; `ALIGNDET_OFFLINE=1` in the environment says the same. */
  readonly offline?: boolean;
  /** Go on with a checkpoint that leaves layers of the detector without weights. */
  readonly allowPartial?: boolean;
}

/** Options of `train`, `evaluate` and `Detector.load`. */
export interface RunOptions extends WeightSources {
  /** Values laid over the config. */
  readonly overrides?: ConfigChanges;
  /** Shows how far long steps are, such as a progress bar. */
  readonly progress?: Progress;
}

/** A run has begun: its folder is there, and nobody else's. */
export interface StartEvent {
  readonly type: 'start';
  /** Absolute. */
  readonly workDir: string;
  /** Text log of this run, in the work dir. */
  readonly logFile: string;
  readonly seed: number;
}

/** One iteration of training is done. */
export interface IterationEvent {
  readonly type: 'iteration';
  /** From 1. */
  readonly epoch: number;
  /** Iterations done of this epoch, and in an epoch. */
  readonly epochIteration: number;
  readonly iterationsPerEpoch: number;
  /** Iterations done of the whole run, and in the whole run. */
  readonly iteration: number;
  readonly maxIterations: number;
  /** Each loss and metric of the batch by its name; `loss` is the total. */
  readonly losses: Readonly<Record<string, number>>;
  /** Learning rate of the first parameter group. */
  readonly lr: number;
  /** Duration of the iteration, waiting for data included. */
  readonly timeS: number;
  /** Expected time until the end of the run, without evaluations. */
  readonly etaS: number;
}

/** An evaluation during training is done. */
export interface EvaluationEvent {
  readonly type: 'evaluation';
  /** From 1, as in the log. */
  readonly epoch: number;
  /** Iterations done. */
  readonly iteration: number;
  readonly metrics: RunMetrics;
}

/** A checkpoint is written. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly path: string;
  /** Epochs and iterations done. */
  readonly epoch: number;
  readonly iteration: number;
}

/** What a training run tells while it runs. */
export type TrainEvent = StartEvent | IterationEvent | EvaluationEvent | CheckpointEvent | LogEvent;

/** Options of `train`. */
export interface TrainOptions extends RunOptions {
  /** Folder for logs and checkpoints; `work_dir` of the config, else `work_dirs/NAME_OF_THE_CONFIG`, when absent. */
  readonly workDir?: string;
  /** Checkpoint of an earlier run to go on from: weights, optimizer, schedule and random numbers. */
  readonly resumeFrom?: string;
  /** Go on from the latest checkpoint of the work dir, if there is one. */
  readonly autoResume?: boolean;
  /** Seed of all random numbers, `seed` of the config or 0 when absent. */
  readonly seed?: number;
  /** Accepted, as mmdetection has it: runs of the same seed are the same without it. */
  readonly deterministic?: boolean;
  /** Whether `data.val` is evaluated during training, as `evaluation` in the config says; `true` when absent. */
  readonly validate?: boolean;
  /** Scale the learning rate with the batch, by `auto_scale_lr.base_batch_size` of the config. */
  readonly autoScaleLr?: boolean;
  /** Stops the run after the iteration under way, with a checkpoint to resume from. */
  readonly signal?: AbortSignal;
  /** Is told what happens. What it throws ends the run. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/** What `train` gives. */
export interface TrainResult {
  /** Absolute. */
  readonly workDir: string;
  readonly logFile: string;
  /** Whether the signal stopped the run before its end; `autoResume` goes on from its checkpoint. */
  readonly isStopped: boolean;
  /** Done in the whole run, those before a resume included. */
  readonly epochs: number;
  readonly iterations: number;
  /** Written by this call and still there, in their order. */
  readonly checkpoints: readonly string[];
  /** The newest checkpoint of the work dir; absent where a run was stopped before its first iteration. */
  readonly lastCheckpoint?: string;
  /** The checkpoint of `evaluation.save_best`. */
  readonly best?: { readonly path: string; readonly score: number };
  /** Of the last evaluation of this call; absent when there was none. */
  readonly metrics?: RunMetrics;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends RunOptions {
  /**
   * What `data.test` is evaluated by: `bbox`, `segm`, `proposal` of COCO files, `mAP`, `recall` of VOC. What `evaluation` in
   * the config says when absent, else the dataset's first metric; none when empty.
   */
  readonly metrics?: string | readonly string[];
  /** Options of the metric, laid over those of `evaluation` in the config: `{ classwise: true }`. */
  readonly metricOptions?: ConfigChanges;
  /** File for all detections, as COCO results: a name that ends in `.json`. */
  readonly out?: string;
  /** Write the result files that test servers take, without evaluating them; `jsonfile_prefix` says where. */
  readonly formatOnly?: boolean;
  /** Folder for images with the ground truth beside the detections. */
  readonly showDir?: string;
  /** Min score of what is drawn, in [0, 1]; 0.3 when absent. */
  readonly showScoreThreshold?: number;
  /** Stops the evaluation: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Is told each line of the log. */
  readonly onEvent?: (event: LogEvent) => void;
}

/** What `evaluate` gives. */
export interface EvaluateResult {
  /** Empty when nothing was measured (`metrics: []` or `formatOnly`). */
  readonly metrics: RunMetrics;
  readonly numImages: number;
  /** Result files that were written. */
  readonly files: readonly string[];
}

/** An image in memory that is not encoded. */
export interface RawImage {
  /** `[height, width, channels]`, row by row, values 0 to 255. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** 1 gray, 3 red, green and blue, 4 with opacity, which is dropped. */
  readonly channels: 1 | 3 | 4;
  /** Order of the colors; `rgb` when absent. `bgr` is OpenCV's. */
  readonly order?: 'rgb' | 'bgr';
}

/**
 * What a detector looks at: a path, a URL (`https:`, `http:`, `file:` or `data:`), the bytes of an image file, or pixels. The
 * EXIF orientation of files is applied.
 */
export type ImageInput = string | URL | Uint8Array | ArrayBuffer | RawImage;

/** Options of `Detector.load`. */
export interface LoadDetectorOptions extends RunOptions {
  /** Is told what the log says, such as which tensors of the checkpoint were not used. */
  readonly onEvent?: (event: LogEvent) => void;
}

/** Options of `detect` and `stream`. */
export interface DetectOptions {
  /** Leave out detections that score less, in [0, 1]. All that the detector gives when absent. */
  readonly scoreThreshold?: number;
  /** Keep the best so many of each image. All when absent. */
  readonly maxDetections?: number;
}

/** A box in pixels of the original image, x to the right and y down: left, top, right, bottom edge. */
export type Box = [x1: number, y1: number, x2: number, y2: number];

/** What a detector finds in one image: plain data. Detection i has `boxes[i]`, `scores[i]` and so on; the best come first. */
export interface ImageDetections {
  /** Of the original image, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly boxes: Box[];
  /** In [0, 1]. */
  readonly scores: number[];
  /** Positions in the detector's `classes`. */
  readonly labels: number[];
  readonly classNames: string[];
  /** Run-length encodings as COCO writes them, of the original image's size; `decodeMask` gives pixels. Only of detectors with masks. */
  readonly masks?: Rle[];
}

/** Options of `draw`. */
export interface DrawOptions {
  /** Detections that score less are left out, in [0, 1]; 0.3 when absent. */
  readonly scoreThreshold?: number;
  /** `png` when absent. */
  readonly format?: 'png' | 'jpeg';
  /** Of JPEG, 1 to 100; 85 when absent. */
  readonly quality?: number;
  /** How many times larger than the image the drawing is: small images need it for legible labels. 1 when absent. */
  readonly enlarge?: number;
}
