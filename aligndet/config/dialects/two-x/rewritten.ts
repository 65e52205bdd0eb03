/**
 * @module Rewrites options of mmdetection 2.0 to 2.11 to their form in 2.25. The list is
 * {@link rewrites}; this file applies it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ConfigIssue } from '../../../core/index.js';
import { formatLiteral } from '../../format-config.js';
import { type ConfigObject, type ConfigValue, childOf, isObject, plainCopy, valueAt } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';
import { rewrites } from './rewrites.js';

/** An applied rewrite. */
export interface Applied {
  readonly rewrite: Rewrite;
  /** Path of the object with the old option, in the config as written. */
  readonly holder: string;
  /** Path of the old option, in the config as written. */
  readonly path: string;
  readonly value: ConfigValue;
  /** The new options, by path in the rewritten config. */
  readonly set: NewOptions;
}

export interface Rewritten {
  readonly config: ConfigObject;
  readonly applied: readonly Applied[];
  /** Old options that cannot be rewritten. */
  readonly issues: readonly ConfigIssue[];
}

/** A copy of `config` with its deprecated options rewritten. */
export function rewritten(config: ConfigObject): Rewritten {
  const applied: Applied[] = [];
  const issues: ConfigIssue[] = [];
  const copy = plainCopy(config) as ConfigObject;
  const visit = (value: ConfigValue, path: string): void => {
    if (isObject(value)) {
      for (const rewrite of rewrites) apply(rewrite, value, path, applied, issues);
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) visit(item, below(path, key));
  };
  visit(copy, '');
  return { config: copy, applied, issues };
}

function apply(
  rewrite: Rewrite,
  holder: ConfigObject,
  at: string,
  applied: Applied[],
  issues: ConfigIssue[],
): void {
  if (!isMeant(rewrite, holder, at)) return;
  const value = reach(holder, rewrite.key);
  if (value === undefined || value === null) return;
  const to = rewrite.to(value, holder);
  if (to === undefined) return;
  const path = oldPath(below(at, rewrite.key), applied);
  if (typeof to === 'string') {
    issues.push({ path, message: to });
    return;
  }
  remove(holder, rewrite.key);
  for (const [key, item] of Object.entries(to)) {
    const present = reach(holder, key);
    const isOther = present !== undefined && present !== null && !isDeepStrictEqual(present, item);
    if (!isOther || rewrite.wins === true) continue;
    issues.push({ path, message: bothMessage(below(at, key), present, value) });
    return;
  }
  for (const [key, item] of Object.entries(to)) put(holder, key, item);
  applied.push({ rewrite, holder: oldPath(at, applied), path, value, set: placed(to, at) });
}

/**
 * The share of one layer in a rewrite of the merged config; `undefined` when it has none, or it cannot be rewritten
 * alone.
 */
export function appliedIn(
  { rewrite, holder: at, path }: Applied,
  { own, config }: Layered,
): Applied | undefined {
  const value = valueAt(own, path);
  if (value === undefined || value === null) return undefined;
  const [whole, holder] = [config, own].map((each) => (at === '' ? each : valueAt(each, at)));
  if (!isObject(whole) || !isObject(holder)) return undefined;
  const to = rewrite.to(value, { ...whole, ...holder });
  if (to === undefined || typeof to === 'string') return undefined;
  return { rewrite, holder: at, path, value, set: placed(to, at) };
}

/** The own keys of a layer, and the merged config. */
interface Layered {
  readonly own: ConfigObject;
  readonly config: ConfigObject;
}

function placed(to: NewOptions, at: string): NewOptions {
  return Object.fromEntries(Object.entries(to).map(([key, item]) => [below(at, key), item]));
}

export function isMeant({ in: where }: Rewrite, holder: ConfigObject, path: string): boolean {
  return where instanceof RegExp ? where.test(path) : where.includes(String(holder.type));
}

function bothMessage(path: string, present: ConfigValue, value: ConfigValue): string {
  const values =
    typeof present === 'object' || typeof value === 'object'
      ? ''
      : `: ${oneLine(value)} here, ${oneLine(present)} there`;
  return `deprecated form of ${path}, which is also set, to another value${values}. Keep only ${path}.`;
}

/** Message on a rewritten option. */
export function rewriteMessage({ rewrite, value, set }: Applied): string {
  const news = Object.entries(set).map(([path, item]) =>
    isDeepStrictEqual(item, value) ? path : `${path} = ${oneLine(item)}`,
  );
  if (news.length === 0) return `deprecated option, ignored: ${rewrite.why}.`;
  return `deprecated form, read as ${news.join(' and ')}: ${rewrite.why}.`;
}

/** The path in `config` of the value at `path` of the rewritten config. */
export function oldPath(path: string, applied: readonly Applied[]): string {
  for (const { path: old, value, set } of applied) {
    for (const [made, item] of Object.entries(set)) {
      if (path !== made && !path.startsWith(`${made}.`)) continue;
      return isDeepStrictEqual(item, value) ? old + path.slice(made.length) : old;
    }
  }
  return path;
}

function oneLine(value: ConfigValue): string {
  return formatLiteral(value, '', Number.POSITIVE_INFINITY).replaceAll(/\s+/g, ' ');
}

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function reach(holder: ConfigObject, key: string): ConfigValue | undefined {
  let at: ConfigValue | undefined = holder;
  for (const part of key.split('.')) at = childOf(at, part);
  return at;
}

function put(holder: ConfigObject, key: string, value: ConfigValue): void {
  const [first, ...rest] = key.split('.');
  if (rest.length === 0) {
    holder[first] = value;
    return;
  }
  const inner = holder[first];
  if (!isObject(inner)) holder[first] = {};
  put(holder[first] as ConfigObject, rest.join('.'), value);
}

function remove(holder: ConfigObject, key: string): void {
  const parts = key.split('.');
  const last = parts.pop() as string;
  const inner = parts.length === 0 ? holder : reach(holder, parts.join('.'));
  if (isObject(inner)) delete inner[last];
}
