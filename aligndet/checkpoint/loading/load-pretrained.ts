/** @module `init_cfg: { type: 'Pretrained' }`: weights of other projects into a part of a model. */
import { CheckpointError, silentLogger } from '../../core/index.js';
import { overview } from './coverage.js';
import { type LoadOptions, loadCheckpoint } from './load-checkpoint.js';
import { type LoadTarget, loadStateDict } from './load-state-dict.js';
import { sizeText } from './mmcv-message.js';
import { withCheckpoint } from './read-checkpoint.js';
import type { LoadReport } from './report.js';
import { officialSwinEntries, type SwinTarget, swinEntries } from './swin.js';

/**
 * How a part wants its pre-trained weights, where that is not by name alone: `swin` has mmdetection's names and reads
 * those below `backbone.`, `swin-converted` converts the official names to them, `swin-official` keeps those.
 */
export type PretrainedLayout = 'swin' | 'swin-converted' | 'swin-official';

/** What is initialised: every `Module`, and those that say more. */
export interface PretrainedTarget extends LoadTarget, SwinTarget {
  readonly pretrainedLayout?: PretrainedLayout;
}

export type PretrainedOptions = Pick<LoadOptions, 'prefix' | 'logger' | 'allowPartial'>;

/**
 * Loads the file as mmcv's `PretrainedInit` does, or as the Swin backbones do.
 *
 * @throws {CheckpointError} when it cannot be read, or fits the part too little.
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
    const state =
      layout === 'swin-official'
        ? officialSwinEntries(target, value, logger)
        : swinEntries(target, value, layout === 'swin-converted', logger);
    const report = loadStateDict(target, state);
    if (layout !== 'swin-official') assertSizes(report, path);
    const text = overview(report, state.entries, { path, allowPartial });
    if (layout === 'swin-official' && report.message !== '') logger.warn(report.message);
    logger.info(text);
    return report;
  });
}

/** PyTorch's own loading, which mmdetection uses for Swin, does not forgive other sizes. What fits is copied by then. */
function assertSizes({ mismatched }: LoadReport, path: string): void {
  if (mismatched.length === 0) return;
  const lines = mismatched.map(
    ({ name, shapeInFile, shapeInModel }) =>
      `\n\tsize mismatch for ${name}: copying a param with shape ${sizeText(shapeInFile)} from checkpoint, ` +
      `the shape in current model is ${sizeText(shapeInModel)}.`,
  );
  throw new CheckpointError(`${path}: Error(s) in loading state_dict:${lines.join('')}`);
}
