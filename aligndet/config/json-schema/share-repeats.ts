/** @module Shrinks the `$defs` of a JSON Schema: repeated schemas get a definition of their own. */
import { type JsonSchema, mapChildren, REF } from './json-schema.js';

/** Shorter schemas stay inline: a reference would be no shorter. */
const MIN_LENGTH = 300;

/** A schema whose children are indices of others, and how often it occurs. */
interface Interned {
  readonly schema: JsonSchema;
  /** Length of the schema as JSON, in characters. */
  readonly length: number;
  /** Key that it was first found under. */
  readonly key: string;
  count: number;
}

/** Names come from the key of the first occurrence: `shared.init_cfg`, `shared.init_cfg.2`. */
export function shareRepeats(defs: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const numbers = new Map<string, number>();
  const nodes: Interned[] = [];
  const intern = (schema: JsonSchema, key: string): number => {
    let length = 0;
    const shallow = mapChildren(schema, (child, childKey) => {
      const number = intern(child, childKey === 'choice' || childKey === 'item' ? key : childKey);
      length += nodes[number].length;
      return { $ref: String(number) };
    });
    const text = JSON.stringify(shallow);
    const known = numbers.get(text);
    if (known !== undefined) {
      nodes[known].count++;
      return known;
    }
    numbers.set(text, nodes.length);
    nodes.push({ schema: shallow, length: length + text.length, key, count: 1 });
    return nodes.length - 1;
  };

  const roots = Object.entries(defs).map(([name, schema]) => [name, intern(schema, name)] as const);
  const shared: Record<string, JsonSchema> = {};
  const names = new Map<number, string>();
  const expand = (number: number): JsonSchema =>
    mapChildren(nodes[number].schema, ({ $ref: child }) => defOf(Number(child)));
  const defOf = (number: number): JsonSchema => {
    const { count, length, key, schema } = nodes[number];
    if (count < 2 || length < MIN_LENGTH || schema.$ref !== undefined) return expand(number);
    let name = names.get(number);
    if (name === undefined) {
      name = freeName(`shared.${key}`, shared);
      names.set(number, name);
      shared[name] = {};
      shared[name] = expand(number);
    }
    return { $ref: `${REF}${name}` };
  };
  const placed = roots.map(([name, number]) => [name, expand(number)] as const);
  return { ...Object.fromEntries(placed), ...shared };
}

function freeName(name: string, taken: Record<string, unknown>): string {
  if (!Object.hasOwn(taken, name)) return name;
  let number = 2;
  while (Object.hasOwn(taken, `${name}.${number}`)) number++;
  return `${name}.${number}`;
}
