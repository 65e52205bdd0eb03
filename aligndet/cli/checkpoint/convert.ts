/** @module The converters of `tools/model_converters`, under mmdetection's names and flags. */
import {
  type BackboneLayout,
  backboneToMmdet,
  type Conversion,
  convertSwin,
  detectron2ToMmdet,
  detectronToPytorch,
  extractDetectorWeights,
  mocoToMmdet,
  PyDict,
  publishModel,
  readPickle,
  readTorchFile,
  regnetToMmdet,
  stateEntries,
  upgradeModelVersion,
  upgradeSsdVersion,
  writeLegacyTorchFile,
  writeTorchFile,
} from '../../checkpoint/index.js';
import { UsageError } from '../../core/index.js';
import { printLine } from '../terminal.js';
import { oldModelFacts } from './old-config.js';

/** Receives the lines that the published tool prints. */
export type Print = (line: string) => void;

interface Files {
  readonly src: string;
  readonly dst: string;
}

/** `extract_detector_weights CHECKPOINT OUTPUT [--keep-heads]` */
export function extractCommand(
  { checkpoint, output, keepHeads }: { checkpoint: string; output: string; keepHeads?: boolean },
  print = printLine,
): void {
  if (!output.endsWith('.pth')) throw new UsageError(`The output must end in .pth, but is ${output}.`);
  save(output, extractDetectorWeights(readTorchFile(checkpoint).value, { keepHeads }), print);
}

/** `selfsup2mmdet SRC DST [--selfsup moco|swav]` */
export function selfsupCommand({ src, dst, selfsup }: Files & { selfsup?: string }, print = printLine): void {
  if (selfsup === 'moco') save(dst, mocoToMmdet(readTorchFile(src).value), print);
  if (selfsup === 'swav') print('SWAV does not need to convert the keys');
}

/** `detectron2pytorch SRC DST DEPTH` */
export function detectronCommand({ src, dst, depth }: Files & { depth: number }, print = printLine): void {
  save(dst, detectronToPytorch(readPickle(src, { encoding: 'latin1' }), depth), print);
}

/** `convert_detectron2_to_mmdet_mask-rcnn SRC DST` */
export function detectron2Command({ src, dst }: Files, print = printLine): void {
  save(dst, detectron2ToMmdet(readPickle(src, { encoding: 'latin1' })), print);
}

/** `regnet2mmdet SRC DST` */
export function regnetCommand({ src, dst }: Files, print = printLine): void {
  save(dst, regnetToMmdet(readTorchFile(src).value), print);
}

/** `publish_model IN_FILE OUT_FILE` */
export function publishCommand({ src, dst }: Files): string {
  return publishModel(readTorchFile(src).value, dst);
}

/** `upgrade_model_version IN_FILE OUT_FILE [--num-classes N]` */
export async function upgradeModelCommand(
  { src, dst, numClasses }: Files & { numClasses?: number },
  print = printLine,
): Promise<void> {
  const { value } = readTorchFile(src);
  save(dst, upgradeModelVersion(value, await oldModelFacts(value), numClasses), print);
}

/** `upgrade_ssd_version IN_FILE OUT_FILE`; writes the legacy format, as the published tool does. */
export async function upgradeSsdCommand({ src, dst }: Files): Promise<void> {
  const { value } = readTorchFile(src);
  writeLegacyTorchFile(dst, upgradeSsdVersion(value, await oldModelFacts(value)).checkpoint);
}

/** `swin2mmdet SRC DST`: the official names as those of mmdetection's SwinTransformer, below `backbone.`. */
export function swinCommand({ src, dst }: Files, print = printLine): void {
  const found = stateEntries(readTorchFile(src).value, ['state_dict', 'model']);
  const state = new PyDict(convertSwin(found?.entries ?? []), 'OrderedDict');
  const lines = [...state.keys()].map(String);
  save(dst, { checkpoint: new PyDict([['state_dict', state]]), lines }, print);
}

/** `backbone2mmdet SRC DST [--layout NAME]` */
export function backboneCommand(
  { src, dst, layout }: Files & { layout?: BackboneLayout },
  print = printLine,
): void {
  save(dst, backboneToMmdet(readTorchFile(src).value, layout), print);
}

function save(path: string, { checkpoint, lines }: Conversion, print: Print): void {
  for (const line of lines) print(line);
  writeTorchFile(path, checkpoint);
}
