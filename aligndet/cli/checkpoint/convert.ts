/** @module The converters of `tools/model_converters`, under mmdetection's names and flags. */
import { existsSync, statSync } from 'node:fs';
import {
  type BackboneLayout,
  backboneToMmdet,
  type Conversion,
  detectron2ToMmdet,
  detectronToPytorch,
  type ExtractOptions,
  extractDetectorWeights,
  isBarePickle,
  mocoToMmdet,
  type PyValue,
  publishModel,
  readPickle,
  readTorchFile,
  regnetToMmdet,
  swinToMmdet,
  upgradeModelVersion,
  upgradeSsdVersion,
  withCheckpoint,
  writeLegacyTorchFile,
  writeTorchFile,
} from '../../checkpoint/index.js';
import { oneLine, UsageError } from '../../core/index.js';
import { printLine, say } from '../terminal.js';
import { oldModelFacts } from './old-config.js';

/** Receives the lines that the published tool prints. */
export type Print = (line: string) => void;

interface Files {
  readonly src: string;
  readonly dst: string;
}

type Convert = (checkpoint: PyValue) => Conversion;

/** `extract_detector_weights CHECKPOINT OUTPUT [--keep-heads] [--prefix TEXT]` */
export function extractCommand(
  { checkpoint, output, ...options }: { checkpoint: string; output: string } & ExtractOptions,
  print = printLine,
): void {
  if (!output.endsWith('.pth')) throw new UsageError(`The output must end in .pth, but is ${output}.`);
  convertFile({ src: checkpoint, dst: output }, (value) => extractDetectorWeights(value, options), print);
}

/** `selfsup2mmdet SRC DST [--selfsup moco|swav]` */
export function selfsupCommand({ src, dst, selfsup }: Files & { selfsup?: string }, print = printLine): void {
  if (selfsup === 'moco') convertFile({ src, dst }, mocoToMmdet, print);
  else if (selfsup === 'swav') print('SWAV does not need to convert the keys');
  else say('Nothing was written: give --selfsup moco, or use backbone2mmdet, which detects the layout.\n');
}

/** `detectron2pytorch SRC DST DEPTH` */
export function detectronCommand({ src, dst, depth }: Files & { depth: number }, print = printLine): void {
  requireTwoFiles({ src, dst });
  save(dst, detectronToPytorch(readPickle(src, { encoding: 'latin1' }), depth), print);
}

/**
 * `convert_detectron2_to_mmdet_mask-rcnn SRC DST`; the source is a `.pkl` of the model zoo, or a `.pth` of a training
 * run.
 */
export function detectron2Command({ src, dst }: Files, print = printLine): void {
  requireTwoFiles({ src, dst });
  if (isBarePickle(src)) save(dst, detectron2ToMmdet(readPickle(src, { encoding: 'latin1' })), print);
  else convertFile({ src, dst }, detectron2ToMmdet, print);
}

/** `regnet2mmdet SRC DST` */
export function regnetCommand(files: Files, print = printLine): void {
  convertFile(files, regnetToMmdet, print);
}

/** `publish_model IN_FILE OUT_FILE`; prints the name of the file, which contains a hash. */
export function publishCommand({ src, dst }: Files, print = printLine): string {
  return withCheckpoint(src, ({ value }) => {
    const { path, leftOut } = publishModel(value, dst);
    sayLeftOut(leftOut);
    print(`Wrote ${path}`);
    return path;
  });
}

/** `upgrade_model_version IN_FILE OUT_FILE [--num-classes N]` */
export async function upgradeModelCommand(
  { src, dst, numClasses }: Files & { numClasses?: number },
  print = printLine,
): Promise<void> {
  requireTwoFiles({ src, dst });
  const { value } = readTorchFile(src);
  save(dst, upgradeModelVersion(value, await oldModelFacts(value), numClasses), print);
}

/** `upgrade_ssd_version IN_FILE OUT_FILE`; writes the legacy format, as the published tool does. */
export async function upgradeSsdCommand({ src, dst }: Files): Promise<void> {
  requireTwoFiles({ src, dst });
  const { value } = readTorchFile(src);
  const { checkpoint, leftOut } = upgradeSsdVersion(value, await oldModelFacts(value));
  sayLeftOut(leftOut);
  writeLegacyTorchFile(dst, checkpoint);
}

/** `swin2mmdet SRC DST`: renames official weights to mmdetection's SwinTransformer, below `backbone.`. */
export function swinCommand(files: Files, print = printLine): void {
  convertFile(files, swinToMmdet, print);
}

/** `backbone2mmdet SRC DST [--layout NAME]` */
export function backboneCommand(
  { src, dst, layout }: Files & { layout?: BackboneLayout },
  print = printLine,
): void {
  convertFile({ src, dst }, (value) => backboneToMmdet(value, layout), print);
}

/** Any format is read, tensor by tensor. */
function convertFile({ src, dst }: Files, convert: Convert, print: Print): void {
  requireTwoFiles({ src, dst });
  withCheckpoint(src, ({ value }) => save(dst, convert(value), print));
}

/** The output of a converter holds less than its input, so overwriting the input would lose data. */
function requireTwoFiles({ src, dst }: Files): void {
  if (!existsSync(src) || !existsSync(dst)) return;
  const [a, b] = [statSync(src), statSync(dst)];
  if (a.ino !== b.ino || a.dev !== b.dev) return;
  throw new UsageError(`${dst} is the input file. Give another output name, so that the input is kept.`);
}

function save(path: string, { checkpoint, lines, leftOut }: Conversion, print: Print): void {
  for (const line of lines) print(line);
  sayLeftOut(leftOut);
  writeTorchFile(path, checkpoint);
}

function sayLeftOut(leftOut: Conversion['leftOut'] = []): void {
  for (const { path, cls } of leftOut) {
    say(`${oneLine(`left out: ${path} (${cls}): loading it would run code of its package.`)}\n`);
  }
}
