/** @module `init_cfg: { type: 'Pretrained' }`: loads weights of other projects into a module of a model. */
import { CheckpointError, type Logger, silentLogger } from '../../core/index.js';
import { knownLook } from '../converters/looks-like.js';
import { weightNames } from '../converters/weight-groups.js';
import { overview } from './coverage.js';
import { wayHint } from './hints.js';
import { type LoadOptions, loadCheckpoint } from './load-checkpoint.js';
import { type LoadTarget, loadStateDict } from './load-state-dict.js';
import { sizeText } from './mmcv-message.js';
import { withCheckpoint } from './read-checkpoint.js';
import type { LoadReport } from './report.js';
import type { StateEntries } from './state-entries.js';
import { officialSwinEntries, type SwinTarget, swinEntries } from './swin.js';
import type { Attempt } from './ways-in.js';

/**
 * How a module loads its pre-trained weights, if not by name: `swin` has mmdetection's names and reads those below
 * `backbone.`, `swin-converted` converts the official names to them, `swin-official` keeps the official names.
 */
export type PretrainedLayout = 'swin' | 'swin-converted' | 'swin-official';

/** The module to initialize: any `Module`, with optional properties. */
export interface PretrainedTarget extends LoadTarget, SwinTarget {
  readonly pretrainedLayout?: PretrainedLayout;
}

export type PretrainedOptions = Pick<LoadOptions, 'prefix' | 'logger' | 'allowPartial'>;

/**
 * Loads the file as mmcv's `PretrainedInit` does, or as the Swin backbones do.
 *
 * @throws {CheckpointError} if it cannot be read, or matches too little of the module.
 */
export function loadPretrained(
  target: PretrainedTarget,
  path: string,
  options: PretrainedOptions = {},
): LoadReport {
  const { pretrainedLayout: layout } = target;
  return layout === undefined
    ? loadCheckpoint(target, path, options).report
    : loadSwin(target, path, layout, options);
}

function loadSwin(
  target: PretrainedTarget,
  path: string,
  layout: PretrainedLayout,
  { logger = silentLogger, allowPartial = false }: PretrainedOptions,
): LoadReport {
  return withCheckpoint(path, ({ value }) => {
    const attempt = { value, target, reading: layout };
    const state = entriesFor(attempt, logger);
    const report = loadStateDict(target, state);
    if (layout !== 'swin-official') assertSizes(report, path);
    const text = overview(report, attempt, { path, allowPartial });
    if (layout === 'swin-official' && report.message !== '') logger.warn(report.message);
    logger.info(text);
    return report;
  });
}

/** @throws {CheckpointError} with a hint, if the file does not have the required layout. */
function entriesFor(attempt: Attempt & { readonly target: PretrainedTarget }, logger: Logger): StateEntries {
  const { value, target, reading } = attempt;
  try {
    return reading === 'swin-official'
      ? officialSwinEntries(target, value, logger)
      : swinEntries(target, value, reading === 'swin-converted', logger);
  } catch (cause) {
    if (!(cause instanceof CheckpointError)) throw cause;
    const look = knownLook(weightNames(value));
    const hint = wayHint(attempt, 0) ?? (look && `The file looks like ${look}.`);
    throw new CheckpointError(hint === undefined ? cause.message : `${cause.message}\nHint: ${hint}`, {
      cause,
    });
  }
}

/**
 * PyTorch's own loading, which mmdetection uses for Swin, rejects other shapes. Matching tensors have been copied by
 * then.
 */
function assertSizes({ mismatched }: LoadReport, path: string): void {
  if (mismatched.length === 0) return;
  const lines = mismatched.map(
    ({ name, shapeInFile, shapeInModel }) =>
      `\n\tsize mismatch for ${name}: copying a param with shape ${sizeText(shapeInFile)} from checkpoint, ` +
      `the shape in current model is ${sizeText(shapeInModel)}.`,
  );
  throw new CheckpointError(`${path}: Error(s) in loading state_dict:${lines.join('')}`);
}
