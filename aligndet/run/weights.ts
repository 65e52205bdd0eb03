/** @module Weights for a command, from wherever its config or its flags say they are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  fetchCheckpoint,
  type LoadedCheckpoint,
  type LoadTarget,
  loadCheckpoint,
} from '../checkpoint/index.js';
import { CheckpointError, type Logger, type Progress } from '../core/index.js';
import { cacheFolder } from '../engine/index.js';
import type { WeightSources } from './options.js';

export interface WeightOptions {
  readonly logger: Logger;
  readonly progress: Progress;
  /** Use only files of this machine. */
  readonly isOffline: boolean;
  /** Whether a file may match less than half of what it is loaded into. */
  readonly allowPartial: boolean;
}

const YES = /^(1|on|true|yes)$/i;

/** What was asked for, or what the environment says: `ALIGNDET_OFFLINE=1`. */
export function weightOptions(
  { offline, allowPartial = false }: WeightSources,
  tools: { readonly logger: Logger; readonly progress: Progress },
): WeightOptions {
  const isOffline = offline ?? YES.test(process.env.ALIGNDET_OFFLINE ?? '');
  return { ...tools, isOffline, allowPartial };
}

/**
 * The local file of a path, a URL, or a name such as `hf://owner/repository/file` and `torchvision://resnet50`.
 *
 * @throws {CheckpointError} when it cannot be had.
 */
export async function fetchWeights(
  source: string,
  { progress, isOffline }: Pick<WeightOptions, 'progress' | 'isOffline'>,
): Promise<string> {
  const folder = join(cacheFolder(), 'checkpoints');
  const file = await fetchCheckpoint(source, { folder, progress, isOffline });
  if (!existsSync(file)) throw new CheckpointError(`${file}: there is no such file.`);
  return file;
}

/**
 * Loads weights by name and logs what matched.
 *
 * @throws {CheckpointError} when they cannot be had, or fit less than half of the model.
 */
export async function loadWeights(
  model: LoadTarget,
  source: string,
  options: WeightOptions,
): Promise<LoadedCheckpoint> {
  return loadCheckpoint(model, await fetchWeights(source, options), options);
}
