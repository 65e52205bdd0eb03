/**
 * @module Slots: options whose value is a component of a registry. A schema only names the slot, so components may
 * hold each
 * other without circular types; the types of `config-types.ts` resolve the slot's components.
 */
import { z } from 'zod';
import { issuesOf, type OptionNames } from './config-issues.js';
import { ConfigError, type ConfigIssue } from './errors.js';
import { inOurWords } from './value-words.js';

/** A component's config: its name and its options, as published by mmdetection. */
export interface ComponentConfig {
  type: string;
  [option: string]: unknown;
}

/** How a slot departs from `{ type: '...', ...options }`. */
export interface SlotRules {
  /** `policy` instead of `type`; a lower-case name is read with a capital first letter. */
  readonly nameKey?: 'policy';
  /** The default `type`. */
  readonly fallback?: string;
  /** A list is shorthand for this component with the list as its `datasets`. */
  readonly list?: string;
  /** A list of the slot's components is accepted too. */
  readonly each?: true;
  /** Keys that the holder reads, not the component. */
  readonly own?: z.ZodObject;
}

declare const slotName: unique symbol;
declare const slotRules: unique symbol;

/** Represents "a config of any component of this slot" in the types of schemas. */
export interface SlotRef<Name extends string, Rules extends SlotRules> extends ComponentConfig {
  readonly [slotName]?: Name;
  readonly [slotRules]?: Rules;
}

/** Brand of the type {@link SlotRef}. */
export type SlotMark = typeof slotName;

export type SlotSchema<Name extends string, Rules extends SlotRules = Record<never, never>> = z.ZodType<
  Rules extends { readonly each: true } ? ComponentConfig | ComponentConfig[] : ComponentConfig,
  SlotRef<Name, Rules> | (Rules extends { readonly each: true } ? SlotRef<Name, Rules>[] : never)
>;

/** Checks a child and fills in its defaults. */
export interface SlotParser {
  parse(slot: string, config: unknown): ComponentConfig;
  /** Lookup of names of options; absent when configs are only inspected. */
  readonly optionNames?: OptionNames;
}

/** The parser whose registries the slots of a running parse use; a stack, because parses nest. */
const ambient: SlotParser[] = [];

/** Runs `parse` with `parser` as the one that slots use. */
export function parsingWith<T>(parser: SlotParser, parse: () => T): T {
  ambient.push(parser);
  try {
    return parse();
  } finally {
    ambient.pop();
  }
}

/** Slots by schema, for code that walks schemas: JSON Schema, reference docs, completion. */
const slots = new WeakMap<object, { readonly name: string; readonly rules: SlotRules }>();

/**
 * Schema of an option that holds a component of registry `name`.
 *
 * While a builder parses, the child is checked against its own schema and its defaults are filled in.
 *
 * @example
 * ```ts
 * import { slot, z } from 'aligndet/components';
 *
 * const schema = z.strictObject({ loss_bbox: slot('loss').default({ type: 'L1Loss' }) });
 * console.log(schema.parse({}).loss_bbox.type); // -> L1Loss
 * ```
 */
export function slot<const Name extends string, const Rules extends SlotRules = Record<never, never>>(
  name: Name,
  rules: Rules = {} as Rules,
): SlotSchema<Name, Rules> {
  const schema = z.unknown().transform((value, context) => {
    const parser = ambient.at(-1);
    if (parser === undefined) return value;
    const parse = (config: unknown, at: readonly string[]) => {
      const { issues, parsed } = parseChild(parser, name, config, rules);
      for (const issue of issues) {
        const location = [...at, ...(issue.path === '' ? [] : issue.path.split('.'))];
        context.issues.push({ code: 'custom', input: value, path: location, params: { issue } });
      }
      return parsed;
    };
    const isList = rules.each === true && Array.isArray(value);
    return isList ? value.map((item, index) => parse(item, [String(index)])) : parse(value, []);
  });
  slots.set(schema, { name, rules });
  return schema as unknown as SlotSchema<Name, Rules>;
}

/** The registry of `schema`, when it was made by {@link slot}. */
export function slotOf(schema: object): string | undefined {
  return slots.get(schema)?.name;
}

/** The rules of a {@link slot}; empty for any other schema. */
export function slotRulesOf(schema: object): SlotRules {
  return slots.get(schema)?.rules ?? {};
}

/** Validates a child and the keys that its holder reads; the holder's keys stay beside the child's. */
function parseChild(
  parser: SlotParser,
  slot: string,
  config: unknown,
  rules: SlotRules,
): { issues: readonly ConfigIssue[]; parsed?: ComponentConfig } {
  const { own, rest } = withoutOwn(config, rules);
  const result = rules.own?.safeParse(own, { error: inOurWords });
  const issues =
    result?.error === undefined
      ? []
      : issuesOf(result.error, rules.own as z.ZodObject, own, parser.optionNames);
  try {
    return { issues, parsed: { ...parser.parse(slot, spelledOut(rest, rules)), ...result?.data } };
  } catch (error) {
    if (!(error instanceof ConfigError) || error.issues.length === 0) throw error;
    return { issues: [...issues, ...error.issues] };
  }
}

/** The keys of the holder, and those of the component. */
function withoutOwn(config: unknown, { own }: SlotRules): { own: object; rest: unknown } {
  if (own === undefined || !isPlain(config)) return { own: {}, rest: config };
  const isOwn = ([key]: [string, unknown]) => Object.hasOwn(own.shape, key);
  const entries = Object.entries(config);
  return {
    own: Object.fromEntries(entries.filter(isOwn)),
    rest: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

/** Expands the shorthands of a config. */
function spelledOut(value: unknown, { nameKey, fallback, list }: SlotRules): unknown {
  if (Array.isArray(value) && list !== undefined) return { type: list, datasets: value };
  if (!isPlain(value)) return value;
  if (nameKey !== undefined && typeof value[nameKey] === 'string') {
    const { [nameKey]: name, ...rest } = value;
    return { type: componentName(name as string), ...rest };
  }
  return fallback === undefined ? value : { type: fallback, ...value };
}

/** `step` names the schedule `Step`, as in mmcv's runner. */
function componentName(policy: string): string {
  return policy === policy.toLowerCase() ? policy.charAt(0).toUpperCase() + policy.slice(1) : policy;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
