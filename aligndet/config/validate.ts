/** @module Checks a resolved config against the registries, before anything is built from it. */
import isEqual from 'lodash/isEqual.js';
import pickBy from 'lodash/pickBy.js';
import { Builder, type ConfigIssue } from '../core/index.js';
import { isThreeX, threeXMessage } from './dialects/dialect.js';
import { oldPath, rewritten } from './dialects/two-x/rewritten.js';
import { hiderFor } from './environment-text.js';
import { type Change, COMMAND_LINE, formatOrigin, historyOf, nearestPaths, originOf } from './history.js';
import { type LoadedConfig, layersOf } from './layer.js';
import { Locations } from './locations/locations.js';
import { DELETE_KEY } from './merge.js';
import { RUN_SLOT, runKeys, runRegistry } from './schema/run-schema.js';
import { misspeltKeys, READ_ELSEWHERE } from './unread-keys.js';
import { type ConfigObject, type ConfigValue, isObject } from './value.js';

/**
 * Every issue of a config, each with `file:line:column` of the value; empty when it is valid.
 *
 * @param builder has the components that the config may name.
 */
export async function checkConfig(loaded: LoadedConfig, builder: Builder): Promise<ConfigIssue[]> {
  if (isThreeX(loaded.config)) return [{ path: '', message: threeXMessage(loaded.file, loaded.config) }];
  const issues = [
    ...checkRun(loaded.config, builder),
    ...(await misspeltKeys(loaded)),
    ...checkOverrides(loaded),
  ];
  if (issues.length === 0) return issues;
  const locations = await Locations.of([loaded.layer]);
  const hide = await hiderFor(layersOf(loaded.layer).map(({ file }) => file));
  return issues.map(({ message, ...rest }) => {
    const issue = { ...rest, message: hide(message) };
    const origin = originOf(loaded, issue.path);
    if (issue.origin !== undefined || origin === undefined) return issue;
    return {
      ...issue,
      message: issue.message + leftOver(loaded, issue, origin),
      origin: formatOrigin(origin, locations),
    };
  });
}

/** Hint for an inherited option of the base's component, where the config sets another `type`. */
function leftOver(loaded: LoadedConfig, { path, message }: ConfigIssue, origin: Change): string {
  if (!message.startsWith('unknown key')) return '';
  const name = historyOf(loaded, `${path.slice(0, path.lastIndexOf('.'))}.type`).at(-1);
  if (name?.kind !== 'overridden' || name.file === origin.file) return '';
  const holder = path.slice(0, path.lastIndexOf('.'));
  const list = /^(.*)\.\d+$/.exec(holder)?.[1];
  const advice =
    list === undefined
      ? `add ${DELETE_KEY}: true beside the type to drop the inherited options.`
      : `elements of a list cannot be replaced one by one. Set the whole list ${list}.`;
  return ` It is inherited from a base with another type: ${advice}`;
}

/** Checks the keys that a run reads; {@link misspeltKeys} checks the others. */
export function checkRun(config: ConfigObject, builder: Builder): ConfigIssue[] {
  const { config: modern, applied, issues: unreadable } = rewritten(config);
  const known = Object.entries(modern).filter(([key]) => runKeys.includes(key));
  const withRuns = new Builder([...builder.registries(), runRegistry], builder.published, builder.files);
  const issues = withRuns
    .check(RUN_SLOT, { type: 'Run', ...Object.fromEntries(known) })
    .map((issue) => explainDelete(renamePolicy(issue, modern)))
    .map((issue) => ({ ...issue, path: oldPath(issue.path, applied) }));
  const isTold = ({ path }: ConfigIssue) => unreadable.some((each) => `${path}.`.startsWith(`${each.path}.`));
  return [...issues.filter((issue) => !isTold(issue)), ...unreadable];
}

/**
 * Issues of values that the command line set, or left over from those it replaced; others are reported when the
 * config is run.
 */
export async function checkOptions(loaded: LoadedConfig, builder: Builder): Promise<ConfigIssue[]> {
  if (loaded.overrides.size === 0) return [];
  const isCaused = ({ path, origin }: ConfigIssue) =>
    origin === COMMAND_LINE || loaded.overrides.has(`${path.slice(0, path.lastIndexOf('.'))}.type`);
  return (await checkConfig(loaded, builder)).filter(isCaused);
}

/** Options of the command line that the run does not read. */
function checkOverrides({ config, layer, overrides }: LoadedConfig): ConfigIssue[] {
  return [...overrides.keys()].flatMap((path): ConfigIssue[] => {
    const [top] = path.split('.');
    if (runKeys.includes(top) || READ_ELSEWHERE.includes(top)) return [];
    const near = nearestPaths(
      path,
      pickBy(config, (_, key) => runKeys.includes(key)),
    );
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    const message = Object.hasOwn(layer.merged, top)
      ? `has no effect: "${top}" is a variable of the config file, which has already used it. Set the keys that it was used for.${hint}`
      : `no run reads the key "${top}".${hint}`;
    return [{ path, message, origin: COMMAND_LINE }];
  });
}

/** Whether a variable's value occurs anywhere in `values`, itself or spread; a string may also be part of another. */
export function isUsed(variable: ConfigValue, values: readonly ConfigValue[]): boolean {
  const entries = isObject(variable) ? Object.entries(variable) : [];
  const isWithin = (value: ConfigValue): boolean => {
    if (isEqual(value, variable)) return true;
    if (typeof value === 'string') return typeof variable === 'string' && value.includes(variable);
    if (typeof value !== 'object' || value === null) return false;
    const isSpread =
      entries.length > 0 && isObject(value) && entries.every(([key, item]) => isEqual(value[key], item));
    return isSpread || Object.values(value).some(isWithin);
  };
  return values.some(isWithin);
}

/** Schedules are named by `policy` in a config and by `type` in their registry. */
function renamePolicy(issue: ConfigIssue, config: ConfigObject): ConfigIssue {
  const [top, key] = issue.path.split('.');
  if (key !== 'type' || (top !== 'lr_config' && top !== 'momentum_config')) return issue;
  const hasType = isObject(config[top]) && Object.hasOwn(config[top], 'type');
  if (hasType) return issue;
  const { rename } = issue;
  const { policy } = config[top] as ConfigObject;
  const isLower = rename !== undefined && typeof policy === 'string' && policy === policy.toLowerCase();
  return { ...issue, path: `${top}.policy`, ...(isLower && { rename: rename.toLowerCase() }) };
}

/** A `_delete_` left in the result had nothing to delete. */
function explainDelete(issue: ConfigIssue): ConfigIssue {
  if (!issue.path.endsWith(DELETE_KEY)) return issue;
  return {
    ...issue,
    message: `no base sets this object, so there is nothing to delete. Remove ${DELETE_KEY}.`,
  };
}
