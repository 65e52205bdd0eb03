/**
 * @module Completion of `--cfg-options key=value`: keys and values from the JSON Schema of configs and the given
 * config.
 */
import { type ConfigValue, DEFS_REF, type JsonSchema } from '../../config/index.js';
import type { Candidate } from './candidate.js';

/**
 * Keys of the config section that `word` names, or values after its `=`.
 *
 * @param schema as `aligndet config schema` gives it.
 * @param config the resolved config; its `type`s select the components.
 */
export function optionCandidates(word: string, schema: JsonSchema, config: ConfigValue): Candidate[] {
  const equals = word.indexOf('=');
  const path = (equals < 0 ? word : word.slice(0, equals)).split('.');
  const leaf = path.pop() as string;
  let at: SchemaPosition = { schemas: [{ $ref: `${DEFS_REF}run` }], value: config };
  for (const key of path) at = child(at, key, schema);
  if (equals < 0) return keys(at, schema).map((candidate) => prefixed(path, candidate));
  const head = word.slice(0, equals + 1);
  return values(child(at, leaf, schema), schema).map(({ text, about }) => ({
    text: head + text,
    about,
    isDone: true,
  }));
}

interface SchemaPosition {
  readonly schemas: readonly JsonSchema[];
  readonly value: ConfigValue | undefined;
}

function prefixed(path: readonly string[], { text, ...rest }: Candidate): Candidate {
  return { text: [...path, text].join('.'), ...rest };
}

/** Keys that the schema knows, and those that the config has. */
function keys(position: SchemaPosition, root: JsonSchema): Candidate[] {
  const known = new Map<string, Candidate>();
  const objects = alternatives(position, root);
  const names = [
    ...objects.flatMap(({ properties }) => Object.keys(properties ?? {})),
    ...(typeof position.value === 'object' && position.value !== null ? Object.keys(position.value) : []),
  ];
  for (const name of names) {
    if (name === '_base_' || known.has(name)) continue;
    const below = child(position, name, root);
    const isNode = isBranch(below, root);
    const about = objects
      .map(({ properties }) => properties?.[name]?.description)
      .find((text) => text !== undefined);
    known.set(name, { text: `${name}${isNode ? '.' : '='}`, about: about ?? '', isDone: false });
  }
  return [...known.values()];
}

/** Whether the key holds an object, so that more keys follow. */
function isBranch(position: SchemaPosition, root: JsonSchema): boolean {
  if (typeof position.value === 'object' && position.value !== null)
    return Object.keys(position.value).length > 0;
  return (
    position.value === undefined &&
    alternatives(position, root).some(({ properties }) => properties !== undefined)
  );
}

function values(position: SchemaPosition, root: JsonSchema): Candidate[] {
  const all = spread(position.schemas, root).flatMap(({ const: only, enum: several, type }) => [
    ...(only === undefined ? [] : [only]),
    ...(several ?? []),
    ...([type].flat().includes('boolean') && only === undefined ? [true, false] : []),
    ...([type].flat().includes('null') ? [null] : []),
  ]);
  const texts = new Set(all.map((value) => (value === null ? 'None' : String(value))));
  return [...texts].map((text) => ({ text, about: '', isDone: true }));
}

function child(position: SchemaPosition, key: string, root: JsonSchema): SchemaPosition {
  const { value } = position;
  const isNamed = key === 'type' || key === 'policy'; // then every component is a candidate
  const objects = isNamed ? spread(position.schemas, root) : alternatives(position, root);
  const schemas = objects.flatMap(({ properties, items, additionalProperties }) => [
    ...(properties?.[key] === undefined ? [] : [properties[key]]),
    ...(items !== undefined && /^\d+$/.test(key) ? [items].flat() : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ]);
  const isParent = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return { schemas, value: isParent ? (value as Record<string, ConfigValue>)[key] : undefined };
}

/** Object schemas allowed at this path: that of the component that the config names, when it names one. */
function alternatives({ schemas, value }: SchemaPosition, root: JsonSchema): JsonSchema[] {
  const all = spread(schemas, root);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return all;
  for (const key of ['type', 'policy']) {
    const name = value[key];
    const named = all.filter(({ properties }) => {
      const own = properties?.[key];
      return own !== undefined && (own.const === name || own.enum?.includes(name) === true);
    });
    if (named.length > 0) return named;
  }
  return all;
}

/** Resolves references and unions. */
function spread(schemas: readonly JsonSchema[], root: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 20) return [];
  return schemas.flatMap((schema) => {
    const { $ref: ref, anyOf, oneOf } = schema;
    const target = ref === undefined ? undefined : root.$defs?.[ref.slice(DEFS_REF.length)];
    const next = [...(target === undefined ? [] : [target]), ...(anyOf ?? []), ...(oneOf ?? [])];
    return next.length === 0 ? [schema] : spread(next, root, depth + 1);
  });
}
