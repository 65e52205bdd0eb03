/** @module What lint finds, and what a rule is. */
import type { ts } from 'ts-morph';
import type { Builder } from '../../core/index.js';
import type { LoadedConfig } from '../layer.js';
import type { Place } from '../places/place.js';
import type { TypeScriptSources } from '../places/typescript-source.js';

/** `text` in place of what stands from `start` to `end`. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Severity = 'error' | 'warning';

export interface Finding {
  /** Name of the rule; `docs/lint/<code>.md` explains it. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  /** Edits that mend it; only where they cannot do harm. */
  readonly fix?: readonly Edit[];
}

/**
 * What a rule says about a file: the place by a node or by the path of a value. Of several paths it is the first that
 * the file itself sets.
 */
export type Report = Omit<Finding, 'code' | 'severity' | 'place'> & {
  readonly at: ts.Node | Place | string | readonly string[];
};

/** One config with everything that rules look at. */
export interface LintContext {
  readonly file: string;
  readonly text: string;
  /** Whether only other configs use it, as files below `_base_` are. */
  readonly isPart: boolean;
  /** Absent when the file cannot be loaded. */
  readonly loaded?: LoadedConfig;
  readonly loadError?: Error;
  readonly sources: TypeScriptSources;
  readonly builder: Builder;
  /** The key that set the value at `path`, in whichever file; for TypeScript, JavaScript and JSON. */
  nodeOf(path: string): ts.Node | undefined;
}

export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** One line for the list of rules. */
  readonly summary: string;
  check(context: LintContext): Iterable<Report>;
}
