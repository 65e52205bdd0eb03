/**
 * @module Initial weights of training: random initialization, overridden by `init_cfg: { type: 'Pretrained' }`,
 * overridden by `load_from`. A resumed run restores every tensor and needs none of them.
 */
import { type LoadReport, loadCheckpoint, loadPretrained } from '../../checkpoint/index.js';
import { CheckpointError, type RandomSource } from '../../core/index.js';
import type { InitTarget, Module } from '../../nn/index.js';
import { fetchWeights, type WeightOptions } from '../weights.js';

/** Local files, fetched before anything is built. */
export interface InitialWeights {
  /** By their names in the config; the error if a file is not available. */
  readonly pretrained: ReadonlyMap<string, string | CheckpointError>;
  readonly loadFrom: string | undefined;
}

interface Named {
  /** Path in the config: `model.backbone.init_cfg`. */
  readonly path: string;
  readonly checkpoint: string;
}

/**
 * Fetches every file in the config.
 *
 * @throws {CheckpointError} for the first that is not available, unless `load_from` may replace it.
 */
export async function fetchInitialWeights(
  model: unknown,
  loadFrom: string | null | undefined,
  options: WeightOptions,
): Promise<InitialWeights> {
  const start = loadFrom ? await fetchWeights(loadFrom, options) : undefined;
  const pretrained = new Map<string, string | CheckpointError>();
  for (const { path, checkpoint } of pretrainedIn(model, 'model')) {
    if (pretrained.has(checkpoint)) continue;
    const file = await fetchOrExplain({ path, checkpoint }, options);
    if (file instanceof CheckpointError && start === undefined) throw file;
    pretrained.set(checkpoint, file);
  }
  return { pretrained, loadFrom: start };
}

/** @throws {CheckpointError} if a file does not match, or a module has received no weights. */
export function initialiseModel(
  model: Module,
  { pretrained, loadFrom }: InitialWeights,
  random: RandomSource,
  options: WeightOptions,
): void {
  const { logger, allowPartial } = options;
  const waiting: { readonly part: InitTarget; readonly error: CheckpointError }[] = [];
  model.resetParameters(random);
  model.initWeights({
    random,
    logger,
    loadPretrained: (part, checkpoint, prefix) => {
      const file = pretrained.get(checkpoint);
      if (typeof file === 'string') loadPretrained(part, file, { prefix, logger, allowPartial });
      else waiting.push({ part, error: file ?? new CheckpointError(`${checkpoint}: was not fetched.`) });
    },
  });
  if (loadFrom === undefined) return;
  const { report } = loadCheckpoint(model, loadFrom, { logger, allowPartial });
  for (const { part, error } of waiting) {
    if (!covers(report, model, part)) throw error;
    const [what] = error.message.split('\n', 1);
    logger.warn(`${what} load_from contains all weights of that module, so the run continues.`);
  }
}

/** Whether every tensor of `part` is in the file. */
function covers({ matched }: LoadReport, model: Module, part: InitTarget): boolean {
  const names = new Set(matched);
  const loaded = new Set(
    [...model.namedState()].flatMap(([name, state]) => (names.has(name) ? [state] : [])),
  );
  return [...part.namedState()].every(([name, state]) => loaded.has(state) || name.endsWith(BATCH_COUNTER));
}

/** Buffer of batch norm that older files lack and that is not used. */
const BATCH_COUNTER = 'num_batches_tracked';

async function fetchOrExplain(named: Named, options: WeightOptions): Promise<string | CheckpointError> {
  try {
    return await fetchWeights(named.checkpoint, options);
  } catch (error) {
    if (error instanceof CheckpointError) return explained(named, error);
    throw error;
  }
}

function explained({ path, checkpoint }: Named, cause: CheckpointError): CheckpointError {
  const key = path.endsWith('.pretrained') ? path : `${path}.checkpoint`;
  return new CheckpointError(
    `${path}: the weights "${checkpoint}" cannot be loaded: ${cause.message}\n` +
      `To use a local file: --cfg-options ${key}=FILE.pth\n` +
      `To initialize that module randomly: --cfg-options ${path}=None`,
    { cause },
  );
}

/** Every `{ type: 'Pretrained', checkpoint }` and `pretrained: name` below `value`. */
function* pretrainedIn(value: unknown, path: string): Generator<Named> {
  if (typeof value !== 'object' || value === null) return;
  const { type, checkpoint } = value as { type?: unknown; checkpoint?: unknown };
  if (type === 'Pretrained' && typeof checkpoint === 'string') yield { path, checkpoint };
  for (const [key, part] of Object.entries(value)) {
    if (key === 'pretrained' && typeof part === 'string') yield { path: `${path}.${key}`, checkpoint: part };
    else yield* pretrainedIn(part, `${path}.${key}`);
  }
}
