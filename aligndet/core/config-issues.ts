/** @module Converts zod issues to config issues that name the key and the nearest known keys. */
import get from 'lodash/get.js';
import type { z } from 'zod';
import type { ConfigIssue } from './errors.js';
import { didYouMean, surelyMeant } from './suggest.js';
import { expectedBut, expectedOf, UNION } from './value-words.js';

/** Joins path segments with dots, skipping empty ones. */
export function formatPath(parts: readonly PropertyKey[]): string {
  return parts
    .map(String)
    .filter((part) => part !== '')
    .join('.');
}

/** Lookup of names that a schema does not have. */
export interface OptionNames {
  /** Whether another project publishes an option of this name. */
  isPublished(name: string): boolean;
  /** Whether a registered component has one. */
  isBuilt(name: string): boolean;
}

/** One issue per zod issue; each unknown key gets its own. */
export function issuesOf(
  error: z.core.$ZodError,
  schema: z.ZodType,
  input: unknown,
  names?: OptionNames,
): ConfigIssue[] {
  return error.issues.flatMap((issue) => convert(issue, [], { schema, input, names }));
}

/** A value and the schema that it was parsed by. */
interface Parsed {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly names?: OptionNames;
}

/** @param above path of the union whose branch reported the issue. */
function convert(issue: z.core.$ZodIssue, above: readonly PropertyKey[], parsed: Parsed): ConfigIssue[] {
  const at = [...above, ...issue.path];
  const path = formatPath(at);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(parsed.schema, at);
    return issue.keys.map((key) => ({
      path: formatPath([path, key]),
      ...(known.includes(key)
        ? { message: ofAnotherType(valueAt(parsed.input, at)) }
        : unknownKey(key, known, parsed.names)),
    }));
  }
  if (issue.code === 'custom' && issue.params?.issue !== undefined) {
    return [{ ...(issue.params.issue as ConfigIssue), path }];
  }
  if (issue.code === 'invalid_union' && issue.message === UNION) return unionIssues(issue, at, parsed);
  return [{ path, message: /[.?]$/.test(issue.message) ? issue.message : `${issue.message}.` }];
}

/** Message for a key of one union member in an object of another. */
function ofAnotherType(object: unknown): string {
  const { type } = (object ?? {}) as { type?: unknown };
  return typeof type === 'string'
    ? `${type} has no such option, but another type has. Set type too, or remove the option.`
    : 'cannot be combined with the other keys here.';
}

function unknownKey(
  key: string,
  known: readonly string[],
  names: OptionNames | undefined,
): Omit<ConfigIssue, 'path'> {
  const meant = surelyMeant(key, known);
  const isPublished = names?.isPublished(key) === true;
  const isForeign = meant === undefined && isPublished && names?.isBuilt(key) === false;
  const hint = isForeign
    ? ' mmdetection or a related project has an option of this name, but it is not supported here.'
    : didYouMean(key, known);
  const list = known.length === 0 ? '' : ` Known: ${known.join(', ')}.`;
  const message = `unknown key.${hint}${list}`;
  return meant === undefined || isPublished ? { message } : { message, rename: meant };
}

/** The best matching branch reports the error inside the value; without one, all branches report what they expect. */
function unionIssues(
  { errors, message }: z.core.$ZodIssueInvalidUnion,
  at: readonly PropertyKey[],
  parsed: Parsed,
): ConfigIssue[] {
  const isInside = ({ path, code }: z.core.$ZodIssue): boolean =>
    path.length > 0 || code === 'unrecognized_keys' || code === 'custom';
  const inside = errors.filter((branch) => branch.length > 0 && branch.every(isInside));
  const [best] = inside.sort((a, b) => a.length - b.length);
  if (best !== undefined) return best.flatMap((issue) => convert(issue, at, parsed));
  const expected = errors.flatMap((branch) => branch.filter((issue) => !isInside(issue)).flatMap(expectedOf));
  const value = valueAt(parsed.input, at);
  return [{ path: formatPath(at), message: expected.length > 0 ? expectedBut(expected, value) : message }];
}

/** Lodash's `get`, for which the empty path is `undefined`. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? value : get(value, path);
}

/** Keys of the object schema at `path`; of a union, the keys of all members. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = choices(schema);
  for (const key of path) at = at.flatMap((each) => choices(child(each, key)));
  return [...new Set(at.flatMap((each) => Object.keys((each as { shape?: object }).shape ?? {})))];
}

function child(schema: unknown, key: PropertyKey): unknown {
  const { shape, element } = (schema ?? {}) as { shape?: Record<PropertyKey, unknown>; element?: unknown };
  return shape?.[key] ?? element;
}

/** The schemas below optional, nullable and default wrappers, and those of a union. */
function choices(schema: unknown): unknown[] {
  const def = (schema as { def?: { innerType?: unknown; options?: unknown[] } } | undefined)?.def;
  if (def?.innerType !== undefined) return choices(def.innerType);
  if (Array.isArray(def?.options)) return def.options.flatMap(choices);
  return schema === undefined ? [] : [schema];
}
