/**
 * @module Errors that the library throws on purpose. A message says where (config path, argument, file),
 * what was expected, what was given and, if possible, what to do.
 */

/**
 * Base class of every error thrown on purpose: `code` is stable, `message` is for the user.
 *
 * @example
 * ```ts
 * import { AlignDetError, loadConfig } from 'aligndet';
 *
 * try {
 *   await loadConfig('no-such-config.ts');
 * } catch (error) {
 *   if (!(error instanceof AlignDetError)) throw error;
 *   console.log(error.code, error.message.includes('does not exist')); // -> config true
 * }
 * ```
 */
export abstract class AlignDetError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line was wrong: an unknown flag, a missing argument. Commands exit with 2. */
export class UsageError extends AlignDetError {
  readonly code = 'usage';
}

/** One error in a config. */
export interface ConfigIssue {
  /** Dotted path of the key, such as `model.backbone.depth`; empty for the whole config. */
  readonly path: string;
  readonly message: string;
  /** `file:line` that set the value, when known. */
  readonly origin?: string;
  /** For an unknown key or name: the unambiguous match, which a program may substitute. */
  readonly rename?: string;
}

/** A config could not be read, merged or validated. Lists every issue, not only the first. */
export class ConfigError extends AlignDetError {
  readonly code = 'config';

  constructor(
    message: string,
    readonly issues: readonly ConfigIssue[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** An error whose message is one line per issue: `path: message (origin)`. */
  static of(issues: readonly ConfigIssue[], heading?: string, options?: ErrorOptions): ConfigError {
    const lines = issues.map(({ path, message, origin }) => {
      const location = path === '' ? '' : `${path}: `;
      return `${location}${message}${origin === undefined ? '' : ` (set at ${origin})`}`;
    });
    return new ConfigError(
      [...(heading === undefined ? [] : [heading]), ...lines].join('\n'),
      issues,
      options,
    );
  }
}

/** An image, annotation or proposal file is missing, corrupt or does not fit the config. */
export class DataError extends AlignDetError {
  readonly code = 'data';
}

/** A tensor or array argument has a shape that the function does not accept. */
export class ShapeError extends AlignDetError {
  readonly code = 'shape-mismatch';
}

/** A checkpoint is corrupt, unsafe, or belongs to another model. */
export class CheckpointError extends AlignDetError {
  readonly code = 'checkpoint';
}

/** The tensor engine could not be set up, or rejected an operation. */
export class EngineError extends AlignDetError {
  readonly code = 'engine';
}

/** A component that configs may name and are validated against, but that this version cannot build. */
export class NotBuiltError extends AlignDetError {
  readonly code = 'not-built';
}

/** Training cannot continue: a loss is NaN or infinite, or no parameter is trainable. */
export class TrainingError extends AlignDetError {
  readonly code = 'training';
}
