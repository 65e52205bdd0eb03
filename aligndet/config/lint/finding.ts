/** @module What lint finds, and what a rule is. */
import type { ts } from 'ts-morph';
import type { Builder, ConfigIssue } from '../../core/index.js';
import type { Applied } from '../dialects/two-x/rewritten.js';
import type { LoadedConfig } from '../layer.js';
import type { Location } from '../locations/location.js';
import type { Locations } from '../locations/locations.js';
import type { Properties } from '../locations/properties.js';
import type { TypeScriptSources } from '../locations/typescript-source.js';

/** `text` in place of what stands from `start` to `end`; offsets count without a byte-order mark. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What mends a finding. */
export interface Fix {
  readonly edits: readonly Edit[];
  /** Paths of the config at which its value may be another one afterwards; everything else has to stay. */
  readonly changes: readonly string[];
  /** Fixes of one name are carried out together or not at all: files of a config that have to agree. */
  readonly group?: string;
  /** Keys that it adds, by their paths: another fix that adds the same one has to wait. */
  readonly adds?: readonly string[];
}

export type Severity = 'error' | 'warning';

export interface Finding {
  /** Name of the rule; `docs/lint/<code>.md` explains it. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location: Location;
  /** The configs in which it was found; the place may be in a base of them. */
  readonly configs: readonly string[];
  /** Only where it cannot do harm. */
  readonly fix?: Fix;
}

/**
 * What a rule says about a file: the place by a node or by the path of a value. Of several paths it is the first that
 * the file itself sets.
 */
export type Report = Omit<Finding, 'code' | 'severity' | 'location' | 'configs'> & {
  readonly at: ts.Node | Location | string | readonly string[];
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
  /** What is read by a new name, and where the files of the config have it; absent when nothing is. */
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
  /** Where the key stands that set the value at `path`, in whichever file; nothing for what the command line set. */
  locationOf(path: string): Location | undefined;
}

export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** One line for the list of rules. */
  readonly summary: string;
  check(context: LintContext): Iterable<Report>;
}
