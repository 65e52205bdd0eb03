/** @module The steps of the quickstart, each as its own command would run it. */
import { join } from 'node:path';
import type { ConfigValue, Overrides } from '../../config/index.js';
import { type LogEvent, type Progress, publishedConfigs } from '../../core/index.js';
import { type Evaluated, runEvaluation } from '../../run/index.js';
import { latestCheckpoint } from '../../runner/index.js';
import { printLog } from '../run-logger.js';
import { trainOnTerminal } from '../train/command.js';
import type { QuickstartData } from './data.js';

const configs = join(publishedConfigs, 'quickstart');

/** `tiny`: a smoke test of seconds; `digits`: the generated scenes. */
export type Variant = 'tiny' | 'digits' | undefined;

export function configFile(name: 'pretrain' | 'finetune', variant: Variant): string {
  return join(configs, `${variant === undefined ? name : `${name}_${variant}`}.ts`);
}

export function pretrainOverrides({ trainImages, proposals }: QuickstartData): Overrides {
  return new Map<string, ConfigValue>([
    ['data.train.dataset.ann_file', proposals],
    ['data.train.dataset.img_prefix', trainImages],
  ]);
}

export function finetuneOverrides(data: QuickstartData, loadFrom?: string): Overrides {
  const classes = [...data.classes];
  const heads = ['bbox_head', 'mask_head'].map(
    (head) => [`model.roi_head.${head}.num_classes`, classes.length] as const,
  );
  const val = (part: string) =>
    [
      [`data.${part}.ann_file`, data.valAnnotations],
      [`data.${part}.img_prefix`, data.valImages],
      [`data.${part}.classes`, classes],
      [`data.${part}.invalid_annotations`, 'box'],
    ] as const;
  return new Map<string, ConfigValue>([
    ['data.train.ann_file', data.trainAnnotations],
    ['data.train.img_prefix', data.trainImages],
    ['data.train.classes', classes],
    ['data.train.invalid_annotations', 'box'], // many exports have boxes only; the box then serves as the mask
    ...val('val'),
    ...val('test'),
    ...heads,
    ...(loadFrom === undefined ? [] : [['load_from', loadFrom] as const]),
  ]);
}

/** Trains. @returns the path of the last checkpoint. */
export async function trainStep(
  config: string,
  workDir: string,
  overrides: Overrides,
  seed: number,
  signal: AbortSignal,
): Promise<string> {
  const flags = { config, 'work-dir': workDir, seed, 'cfg-options': overrides };
  const { isStopped } = await trainOnTerminal(flags, signal);
  if (isStopped) throw new DOMException('stopped', 'AbortError');
  return (await latestCheckpoint(workDir)) as string;
}

/** Detections and metrics of a checkpoint on the validation images. */
export async function evaluateStep(
  config: string,
  checkpoint: string,
  overrides: Overrides,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Evaluated> {
  const onEvent = (event: LogEvent) => {
    if (event.level === 'info') printLog(event); // what is odd about the data was told by its check
  };
  return runEvaluation(config, checkpoint, {
    metrics: ['bbox', 'segm'],
    overrides,
    progress,
    signal,
    onEvent,
  });
}
