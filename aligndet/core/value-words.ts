/** @module Messages for invalid values, in place of zod's. */
import type { z } from 'zod';
import { didYouMean } from './suggest.js';

/** Placeholder for the message of a union, which `issuesOf` builds from its branches. */
export const UNION = 'does not match any choice.';

/** Maximum length of a string shown completely. */
const SHOWN = 60;

/** Description of a value in messages: `string "50"`, `a list of 2`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `${typeof value} ${String(value)}`;
  return `string ${JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN - 3)}...` : value)}`;
}

/** `expected ..., but got ...`, or that the value is missing. */
export function expectedBut(expected: readonly string[], value: unknown): string {
  const choice = orList([...new Set(expected)]);
  return value === undefined
    ? `missing. Expected ${choice}.`
    : `expected ${choice}, but got ${describeValue(value)}.`;
}

/**
 * Messages for zod issues: pass it as `error` to `safeParse`. Schemas with messages of their own keep them.
 */
export function inOurWords(issue: z.core.$ZodRawIssue): string {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return expectedBut([kindOf(issue.expected)], input);
    case 'invalid_value':
      return expectedBut(issue.values.map(literal), input) + nearValue(input, issue.values);
    case 'too_small':
      return expectedBut([atLeast(issue)], input);
    case 'too_big':
      return expectedBut([atMost(issue)], input);
    case 'not_multiple_of':
      return expectedBut([`a multiple of ${issue.divisor}`], input);
    case 'invalid_format':
      return expectedBut([`a string of the form ${issue.pattern ?? issue.format}`], input);
    case 'invalid_union':
      return issue.discriminator === undefined ? UNION : choiceOf(issue.discriminator, issue.options, input);
    case 'unrecognized_keys':
      return 'unknown key.';
    default:
      return `invalid value: ${describeValue(input)}.`;
  }
}

/** What an issue of a union's branch expects. */
export function expectedOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(literal);
  if (issue.code === 'invalid_type') return [kindOf(issue.expected)];
  if (issue.code === 'too_small') return [atLeast(issue)];
  return issue.code === 'too_big' ? [atMost(issue)] : [];
}

/** The discriminator of a union is missing or unknown. */
function choiceOf(key: string, options: unknown, input: unknown): string {
  const names = Array.isArray(options) ? (options as unknown[]) : [];
  const value = (input as Record<string, unknown> | undefined)?.[key];
  return (
    expectedBut(names.length === 0 ? ['another name'] : names.map(literal), value) + nearValue(value, names)
  );
}

function nearValue(value: unknown, known: readonly unknown[]): string {
  if (typeof value !== 'string') return '';
  return didYouMean(
    value,
    known.filter((each): each is string => typeof each === 'string'),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

interface Bound {
  readonly origin: string;
  readonly inclusive?: boolean;
  readonly exact?: boolean;
}

function atLeast({
  origin,
  minimum,
  inclusive,
  exact,
}: Bound & { readonly minimum: number | bigint }): string {
  if (origin === 'array') return `a list of ${exact ? '' : 'at least '}${minimum}`;
  if (origin === 'string')
    return minimum === 1 ? 'a string that is not empty' : `at least ${minimum} characters`;
  return `a number ${inclusive ? 'of at least' : 'above'} ${minimum}`;
}

function atMost({
  origin,
  maximum,
  inclusive,
  exact,
}: Bound & { readonly maximum: number | bigint }): string {
  if (origin === 'array') return `a list of ${exact ? '' : 'at most '}${maximum}`;
  if (origin === 'string') return `at most ${maximum} characters`;
  return `a number ${inclusive ? 'of at most' : 'below'} ${maximum}`;
}

export function orList(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
