/** @module `aligndet predict`: detects objects in images, as mmdetection's `demo/image_demo.py`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError, type LogEvent, makeOutputFolder, UsageError } from '../../core/index.js';
import { Detector, draw, drawingNames, type ImageDetections } from '../../run/index.js';
import { chooseGpu, type MmdetFlags } from '../mmdet-flags.js';
import { terminalProgress } from '../progress-bar.js';
import { printLog } from '../run-logger.js';
import { print, printLine, say } from '../terminal.js';
import { type WeightFlags, weightSources } from '../weight-flags.js';
import { imageList } from './image-list.js';

export interface PredictFlags extends WeightFlags, Pick<MmdetFlags, 'gpu-id'> {
  readonly config: string;
  readonly checkpoint: string;
  readonly images: readonly string[];
  readonly out?: string;
  readonly 'score-thr'?: number;
  readonly json?: boolean;
  readonly 'cfg-options'?: readonly string[];
}

/** Longer edge of a drawing, in pixels, below which it is enlarged: labels need some room. */
const LEGIBLE_PX = 480;

/** @returns the exit code: 1 when an image could not be read. */
export async function predictCommand(flags: PredictFlags): Promise<number> {
  const { 'score-thr': scoreThreshold = 0.3, out, json = false } = flags;
  if (!(scoreThreshold >= 0 && scoreThreshold <= 1))
    throw new UsageError(`--score-thr takes a number from 0 to 1, but got ${scoreThreshold}.`);
  const images = await imageList(flags.images);
  if (out !== undefined) makeOutputFolder(out, '--out');
  const drawings = out === undefined ? [] : drawingFiles(images, out);
  chooseGpu(flags);
  const progress = await terminalProgress();
  const detector = await Detector.load(flags.config, flags.checkpoint, {
    ...weightSources(flags),
    overrides: flags['cfg-options'],
    progress,
    onEvent: tellProblems,
  });
  let numFailed = 0;
  try {
    for (const [i, image] of images.entries()) {
      try {
        const found = await detector.detect(image, { scoreThreshold });
        if (json) print(`${JSON.stringify({ image, ...found })}\n`);
        else printLine(`${image}: ${summaryOf(found)}`);
        if (out !== undefined) await writeDrawing(drawings[i], image, found, scoreThreshold);
      } catch (error) {
        if (!(error instanceof DataError) || images.length === 1) throw error;
        numFailed += 1;
        say(`error: ${error.message}\n`);
      }
    }
  } finally {
    detector.dispose();
  }
  if (out !== undefined) say(`Wrote ${images.length - numFailed} images to ${out}\n`);
  if (numFailed > 0) say(`${numFailed} of ${images.length} images could not be read.\n`);
  return numFailed > 0 ? 1 : 0;
}

/** Stdout is for detections alone. */
function tellProblems(event: LogEvent): void {
  if (event.level !== 'info') printLog(event);
}

/** `2 detections: person 98%, dog 76%`. */
function summaryOf({ scores, classNames }: ImageDetections): string {
  if (scores.length === 0) return 'nothing found';
  const found = classNames.map((name, i) => `${name} ${Math.round(100 * scores[i])}%`);
  return `${scores.length} detection${scores.length === 1 ? '' : 's'}: ${found.join(', ')}`;
}

/** JPEG stays JPEG; what else there is becomes PNG. */
function drawingFiles(images: readonly string[], out: string): string[] {
  const names = drawingNames(images.map(withoutAddress));
  return names.map((name, i) => {
    const isJpeg = /\.jpe?g$/i.test(withoutAddress(images[i]));
    return join(out, `${name}${isJpeg ? '.jpg' : '.png'}`);
  });
}

/** The last part of a URL names its image. */
function withoutAddress(image: string): string {
  if (!/^(https?|file|data):/i.test(image)) return image;
  const last = image.startsWith('data:') ? '' : new URL(image).pathname.split('/').at(-1);
  return last || 'image';
}

async function writeDrawing(
  file: string,
  image: string,
  found: ImageDetections,
  scoreThreshold: number,
): Promise<void> {
  const enlarge = Math.max(1, Math.round(LEGIBLE_PX / Math.max(found.width, found.height)));
  const format = file.endsWith('.jpg') ? 'jpeg' : 'png';
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await draw(image, found, { scoreThreshold, format, enlarge }));
}
