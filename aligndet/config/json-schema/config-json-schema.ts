/**
 * @module JSON Schema of run configs, for editors and for completion on the command line: from the zod schemas of the
 * components of a builder.
 *
 * `$defs` hold one schema per component (`loss.FocalLoss`), one per slot (`loss`), and for each a second one for
 * configs
 * that change what they inherit (`change.loss`), in which nothing is required.
 */
import { z } from 'zod';
import { type Builder, type SlotRules, slotOf, slotRulesOf } from '../../core/index.js';
import { RUN_SLOT, runRegistry } from '../schema/run-schema.js';
import { type JsonSchema, REF } from './json-schema.js';
import { shareRepeats } from './share-repeats.js';

/** @param describe adds descriptions to the options of a component; they are not part of zod's schemas. */
export function configJsonSchema(
  builder: Builder,
  describe: (slot: string, type: string, options: JsonSchema) => void = () => {},
): JsonSchema {
  const slots = slotsOf(builder);
  const defs: Record<string, JsonSchema> = {};
  const rules = new Map<string, { slot: string; rules: SlotRules }>();
  const convert = (schema: z.ZodType): JsonSchema => optionsOf(schema, (name, rule) => rules.set(name, rule));
  const options = new Map<string, JsonSchema>();
  for (const { slot, components } of slots) {
    for (const { type, schema } of components) {
      const converted = convert(schema);
      describe(slot, type, converted);
      options.set(`${slot}.${type}`, converted);
      defs[`${slot}.${type}`] = named(converted, 'type', [type], true);
    }
    defs[slot] = { anyOf: components.map(({ type }) => ({ $ref: `${REF}${slot}.${type}` })) };
  }
  const run = convert(runRegistry.components()[0].schema);
  describe(RUN_SLOT, 'Run', run);
  for (const [name, rule] of rules) {
    const types = slots.find(({ slot }) => slot === rule.slot)?.components.map(({ type }) => type) ?? [];
    const members = types.map((type) =>
      ruled(type, options.get(`${rule.slot}.${type}`) as JsonSchema, rule.rules),
    );
    const lists = rule.rules.list !== undefined || rule.rules.each === true;
    defs[name] = {
      anyOf: [...members, ...(lists ? [{ type: 'array', items: { $ref: REF + rule.slot } }] : [])],
    };
  }
  defs[RUN_SLOT] = withBase(run, { not: {} });
  const changes = Object.entries(defs).map(([name, schema]) => [`change.${name}`, changeOf(schema)] as const);
  const all = { ...defs, ...Object.fromEntries(changes) };
  all[`change.${RUN_SLOT}`] = { ...withBase(changeOf(run), bases), required: ['_base_'] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'AlignDet config',
    anyOf: [{ $ref: `${REF}change.${RUN_SLOT}` }, { $ref: REF + RUN_SLOT }],
    $defs: shareRepeats(all),
  };
}

function slotsOf(builder: Builder) {
  return builder.registries().map((registry) => ({ slot: registry.slot, components: registry.components() }));
}

/** JSON Schema of a zod schema; a slot becomes a reference, one with rules a reference of its own. */
function optionsOf(
  schema: z.ZodType,
  onRules: (name: string, rule: { slot: string; rules: SlotRules }) => void = () => {},
): JsonSchema {
  const converted = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const json = jsonSchema as JsonSchema;
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum; // said of every integer
      if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
      const slot = slotOf(zodSchema);
      if (slot === undefined) return;
      const rules = slotRulesOf(zodSchema);
      const name = [slot, ...suffixes(rules)].join('-');
      if (name !== slot) onRules(name, { slot, rules });
      for (const key of Object.keys(json)) delete json[key as keyof JsonSchema];
      json.$ref = `${REF}${name}`;
    },
  }) as JsonSchema;
  delete converted.$schema;
  return converted;
}

function suffixes({ nameKey, fallback, list, each, own }: SlotRules): string[] {
  return [
    ...(nameKey === undefined ? [] : [`by-${nameKey}`]),
    ...(fallback === undefined ? [] : [`or-${fallback}`]),
    ...(list === undefined && each === undefined ? [] : ['or-list']),
    ...(own === undefined ? [] : [`with-${Object.keys(own.shape).join('-')}`]),
  ];
}

/** The schema of a component's config, from that of its options. */
function named(options: JsonSchema, key: string, names: readonly string[], isRequired: boolean): JsonSchema {
  const name: JsonSchema = names.length === 1 ? { const: names[0] } : { enum: [...names] };
  return {
    ...options,
    properties: { [key]: name, ...options.properties },
    required: [...(isRequired ? [key] : []), ...(options.required ?? [])],
  };
}

/** The schema of a component's config in a slot with rules of its own. */
function ruled(type: string, options: JsonSchema, { nameKey, fallback, own }: SlotRules): JsonSchema {
  const names = nameKey === 'policy' ? policies(type) : [type];
  const config = named(options, nameKey ?? 'type', names, fallback !== type);
  const ownProperties = own === undefined ? {} : optionsOf(own).properties;
  return { ...config, properties: { ...config.properties, ...ownProperties } };
}

/** `Step` may be written `step`; `OneCycle` must be written as is. */
function policies(type: string): string[] {
  const lower = type.toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1) === type ? [type, lower] : [type];
}

/** Nothing is required in a config with bases; lists replace, so their elements must be complete. */
function changeOf(schema: JsonSchema): JsonSchema {
  const { required: _, $ref: ref, oneOf, anyOf, properties, default: _default, ...rest } = schema;
  if (ref !== undefined) return { ...rest, $ref: ref.replace(REF, `${REF}change.`) };
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return { ...rest, anyOf: choices.map(changeOf) };
  if (properties === undefined) return rest;
  const changed = Object.entries(properties).map(([key, value]) => [key, changeOf(value)] as const);
  return {
    ...rest,
    properties: {
      ...Object.fromEntries(changed),
      _delete_: {
        type: 'boolean',
        description: 'Replace the inherited object instead of merging into it.',
      },
    },
  };
}

const bases: JsonSchema = {
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  description: 'Configs to inherit from, as paths relative to this file; later ones override earlier ones.',
};

/** The top level also allows `_base_` and variables of the config's author. */
function withBase(run: JsonSchema, base: JsonSchema): JsonSchema {
  return { ...run, properties: { _base_: base, ...run.properties }, additionalProperties: true };
}
