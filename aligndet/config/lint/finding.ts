/** @module The contracts of findings, fixes and rules of lint. */
import type { ts } from 'ts-morph';
import type { Builder, ConfigIssue } from '../../core/index.js';
import type { Applied } from '../dialects/two-x/rewritten.js';
import type { LoadedConfig } from '../layer.js';
import type { Location } from '../locations/location.js';
import type { Locations } from '../locations/locations.js';
import type { Properties } from '../locations/properties.js';
import type { TypeScriptSources } from '../locations/typescript-source.js';

/** Replaces `start` to `end` by `text`; offsets count without a byte-order mark. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The fix of a finding. */
export interface Fix {
  readonly edits: readonly Edit[];
  /** Paths of the config whose value may change; all others must stay. */
  readonly changes: readonly string[];
  /** Fixes of one group are applied together or not at all: files of a config that must agree. */
  readonly group?: string;
  /** Paths of the keys that it adds: another fix that adds the same key must wait. */
  readonly adds?: readonly string[];
}

export type Severity = 'error' | 'warning';

export interface Finding {
  /** Name of the rule; `docs/lint/<code>.md` explains it. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: Location;
  /** The configs in which it was found; the location may be in a base. */
  readonly configs: readonly string[];
  /** Only where it is safe. */
  readonly fix?: Fix;
}

/**
 * A rule's finding in a file: located by a node or by the path of a value. Of several paths, the first that
 * the file itself sets counts.
 */
export type Report = Omit<Finding, 'code' | 'severity' | 'location' | 'configs'> & {
  readonly at: ts.Node | Location | string | readonly string[];
};

/** One config with the data that rules inspect. */
export interface LintContext {
  readonly file: string;
  readonly text: string;
  /** Whether only other configs use it, as files below `_base_` are. */
  readonly isPart: boolean;
  /** Absent when the file cannot be loaded. */
  readonly loaded?: LoadedConfig;
  readonly loadError?: Error;
  /** The rewrites of deprecated options, and the files that contain them; absent when there are none. */
  readonly old?: {
    readonly applied: readonly Applied[];
    readonly locations: Locations;
    readonly properties: Properties;
  };
  /** Keys of the top level that are likely misspelt. */
  readonly misspelt: readonly ConfigIssue[];
  /** Keys of the top level that nothing reads or uses. */
  readonly idle: readonly string[];
  readonly sources: TypeScriptSources;
  readonly builder: Builder;
  /** Location of the key that set the value at `path`; `undefined` for the command line. */
  locationOf(path: string): Location | undefined;
}

export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** One line for the list of rules. */
  readonly summary: string;
  check(context: LintContext): Iterable<Report>;
}
