/** @module Turns zod's findings into config issues that name the key and the nearest known keys. */
import type { z } from 'zod';
import type { ConfigIssue } from './errors.js';
import { didYouMean } from './suggest.js';

/** Joins path parts with dots, leaving out empty ones. */
export function formatPath(parts: readonly PropertyKey[]): string {
  return parts
    .map(String)
    .filter((part) => part !== '')
    .join('.');
}

/** One issue per finding; an unknown key gets an issue of its own. */
export function issuesOf(error: z.ZodError, schema: z.ZodType): ConfigIssue[] {
  return error.issues.flatMap((issue): ConfigIssue[] => {
    const path = formatPath(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({
        path: formatPath([path, key]),
        message: `unknown key.${didYouMean(key, known)}${known.length === 0 ? '' : ` Known: ${known.join(', ')}.`}`,
      }));
    }
    if (issue.code === 'custom' && issue.params?.final === true) return [{ path, message: issue.message }];
    const message = issue.code === 'invalid_union' ? unionMessage(issue) : issue.message;
    return [{ path, message: message.endsWith('.') ? message : `${message}.` }];
  });
}

/** What the branches of a union expect, and what came instead. */
function unionMessage({ errors, message }: z.core.$ZodIssueInvalidUnion): string {
  const issues = errors.flatMap(([first]) => (first === undefined || first.path.length > 0 ? [] : [first]));
  const expected = issues.flatMap((issue): string[] => {
    if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
    return issue.code === 'invalid_type' ? [issue.expected] : [];
  });
  if (expected.length === 0) return message;
  const received = issues.map((issue) => /received (\w+)/.exec(issue.message)?.[1]).find(Boolean);
  const came = received === undefined ? '' : `, received ${received}`;
  return `Invalid input: expected ${[...new Set(expected)].join(' or ')}${came}`;
}

/** Keys that the object schema at `path` knows. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const key of path) at = child(unwrap(at), key);
  const shape = (unwrap(at) as { shape?: Record<string, unknown> } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function child(schema: unknown, key: PropertyKey): unknown {
  const { shape, element } = (schema ?? {}) as { shape?: Record<PropertyKey, unknown>; element?: unknown };
  return shape?.[key] ?? element;
}

/** The schema below optional, nullable and default wrappers. */
function unwrap(schema: unknown): unknown {
  let at = schema as { def?: { innerType?: unknown } } | undefined;
  while (at?.def?.innerType !== undefined) at = at.def.innerType as typeof at;
  return at;
}
