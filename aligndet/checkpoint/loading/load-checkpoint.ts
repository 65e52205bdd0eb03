/** @module `load_from`, `resume_from` and `init_cfg: Pretrained`: loads a file into a model. */
import { CheckpointError, type Logger, silentLogger } from '../../core/index.js';
import { PyDict } from '../pickle/values.js';
import { plain } from '../plain.js';
import { overview } from './coverage.js';
import { type LoadTarget, loadStateDict } from './load-state-dict.js';
import { withCheckpoint } from './read-checkpoint.js';
import type { LoadReport } from './report.js';
import { DEFAULT_REVISIONS, type KeyRevision, reviseKeys } from './revise-keys.js';
import { type StateEntries, stateEntries } from './state-entries.js';

export interface LoadOptions {
  /** Whether every name and shape must match. */
  readonly strict?: boolean;
  readonly reviseKeys?: readonly KeyRevision[];
  /** Only entries with this prefix, which is removed. */
  readonly prefix?: string;
  /** Whether a file may match less than half of the model. */
  readonly allowPartial?: boolean;
  /** Receives mmcv's report, a summary by module, and hints. */
  readonly logger?: Logger;
}

export interface LoadedCheckpoint {
  readonly report: LoadReport;
  /** Metadata of the file: epoch, class names, config. Empty if it has no `meta`. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/**
 * Loads the weights of a file by name.
 *
 * @throws {CheckpointError} if it cannot be read, has no weights, or matches too little of the model.
 */
export function loadCheckpoint(
  target: LoadTarget,
  path: string,
  options: LoadOptions = {},
): LoadedCheckpoint {
  const { strict = false, prefix, allowPartial = false, logger = silentLogger } = options;
  return withCheckpoint(path, ({ value, unknownClasses }) => {
    if (unknownClasses.length > 0) {
      logger.info(`${path}: loaded as data, not executed: instances of ${unknownClasses.join(', ')}.`);
    }
    const found = stateEntries(value);
    if (found === undefined) throw new CheckpointError(`No state_dict found in checkpoint file ${path}`);
    const state =
      prefix === undefined
        ? reviseKeys(found, options.reviseKeys ?? DEFAULT_REVISIONS)
        : belowPrefix(found, prefix, path);
    const report = loadStateDict(target, state, strict);
    const text = overview(report, { value, target }, { path, allowPartial });
    if (report.message !== '') logger.warn(report.message);
    logger.info(text);
    const meta = value instanceof PyDict ? plain(value.get('meta')) : undefined;
    return { report, meta: isObject(meta) ? meta : {} };
  });
}

/** As mmcv's `_load_checkpoint_with_prefix`. The versions of modules are lost, as in mmcv. */
export function belowPrefix({ entries }: StateEntries, prefix: string, path: string): StateEntries {
  const dotted = prefix.endsWith('.') ? prefix : `${prefix}.`;
  const below = [...entries].filter(([name]) => name.startsWith(dotted));
  if (below.length === 0) {
    const roots = [...new Set([...entries.keys()].map((name) => name.split('.', 1)[0]))].slice(0, 8);
    throw new CheckpointError(
      `${dotted} is not in the pretrained model ${path}: its names begin with ${roots.join(', ')}.`,
    );
  }
  return {
    entries: new Map(below.map(([name, value]) => [name.slice(dotted.length), value])),
    versions: undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
