/** @module Locates and loads the weights named by a command's config or options. */
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
  /** Use local files only. */
  readonly isOffline: boolean;
  /** Whether a file may match less than half of the model's tensors. */
  readonly allowPartial: boolean;
}

const YES = /^(1|on|true|yes)$/i;

/** The option, else the environment: `ALIGNDET_OFFLINE=1`. */
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
 * @throws {CheckpointError} if the file does not exist or cannot be fetched.
 */
export async function fetchWeights(
  source: string,
  { progress, isOffline }: Pick<WeightOptions, 'progress' | 'isOffline'>,
): Promise<string> {
  const folder = join(cacheFolder(), 'checkpoints');
  const file = await fetchCheckpoint(source, { folder, progress, isOffline });
  if (!existsSync(file)) throw new CheckpointError(`${file}: no such file.`);
  return file;
}

/**
 * Loads weights by name and logs what matched.
 *
 * @throws {CheckpointError} if they cannot be fetched, or match less than half of the model.
 */
export async function loadWeights(
  model: LoadTarget,
  source: string,
  options: WeightOptions,
): Promise<LoadedCheckpoint> {
  return loadCheckpoint(model, await fetchWeights(source, options), options);
}
