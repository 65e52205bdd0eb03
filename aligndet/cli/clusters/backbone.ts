/** @module The backbone whose features are clustered: that of a config, with the weights of a file. */

import { loadPretrained, stateEntries, withCheckpoint } from '../../checkpoint/index.js';
import { loadConfig } from '../../config/index.js';
import { type ComponentConfig, Random, type Slots, UsageError } from '../../core/index.js';
import { builderFor } from '../../extensions/index.js';
import { fetchWeights, type WeightOptions } from '../../run/index.js';

export interface FeatureBackbone {
  readonly module: Slots['backbone'];
  /** Normalization of the images, in channel order. */
  readonly normalization: Normalization;
  /** Where the weights came from. */
  readonly weights: string;
}

export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly to_rgb: boolean;
}

type Json = Record<string, unknown>;

/**
 * @param config file with a `model`.
 * @param weights path, URL or name; default: those that the config names.
 * @throws {UsageError} when neither names weights: features of random weights are not useful for clustering.
 */
export async function featureBackbone(
  config: string,
  weights: string | undefined,
  options: WeightOptions,
): Promise<FeatureBackbone> {
  const loaded = await loadConfig(config);
  const { config: resolved } = loaded;
  const { init_cfg: initial, pretrained, ...own } = backboneOf(resolved.model, config);
  const named = weights ?? (initial as { checkpoint?: string } | undefined)?.checkpoint ?? pretrained;
  if (typeof named !== 'string') {
    throw new UsageError(
      `--backbone: ${config} names no weights of its backbone. Give a checkpoint, or torchvision://resnet50.`,
    );
  }
  const depth = /^torchvision:\/\/resnet(18|34|50|101|152)$/.exec(named)?.[1];
  const fitted = depth !== undefined && own.type === 'ResNet' ? { ...own, depth: Number(depth) } : own;
  const file = await fetchWeights(named, options);
  const builder = await builderFor(loaded, (warning) => options.logger.warn(warning));
  const module = builder.build('backbone', fitted as ComponentConfig, 'model.backbone');
  module.resetParameters(Random.derive(0, 1));
  const prefix = prefixIn(file, module);
  loadPretrained(module, file, { prefix, logger: options.logger, allowPartial: options.allowPartial });
  module.eval();
  return { module, weights: named, normalization: normalizationOf(resolved) ?? IMAGENET };
}

const IMAGENET: Normalization = {
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
  to_rgb: true,
};

/** Self-supervised detectors hold a detector as their backbone. */
function backboneOf(model: unknown, file: string): Json {
  const inner = (model as { backbone?: unknown } | undefined)?.backbone;
  if (typeof inner !== 'object' || inner === null) {
    throw new UsageError(`--config: ${file} has no model.backbone, whose features could be clustered.`);
  }
  return 'backbone' in inner ? backboneOf(inner, file) : (inner as Json);
}

/** The first `Normalize` of a pipeline. */
function normalizationOf(value: unknown): Normalization | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ((value as Json).type === 'Normalize') {
    const { mean, std, to_rgb = true } = value as unknown as Normalization;
    return { mean, std, to_rgb };
  }
  for (const part of Object.values(value)) {
    const found = normalizationOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Prefix of the backbone's names in the file: empty, or `backbone` for a detector's file. */
function prefixIn(file: string, module: Slots['backbone']): string | undefined {
  const [[name]] = module.namedState();
  const names = withCheckpoint(file, ({ value }) => [...(stateEntries(value)?.entries.keys() ?? [])]);
  const prefixes = names
    .filter((key) => key === name || key.endsWith(`.${name}`))
    .map((key) => key.slice(0, -name.length - 1))
    .sort((a, b) => a.length - b.length);
  return prefixes[0] || undefined;
}
