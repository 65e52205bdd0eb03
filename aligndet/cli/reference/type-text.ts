/** @module Types of options as text: `number ≥ 0`, `'mean' | 'sum'`, a link to the components of a slot. */
import { DEFS_REF, type JsonSchema } from '../../config/index.js';

export function typeText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return slotText(schema.$ref.slice(DEFS_REF.length));
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choicesText(choices);
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeText).join(', ')}]`;
  if (schema.type === 'array') {
    const { items } = schema;
    return items === undefined || Array.isArray(items) ? 'list' : `list of ${typeText(items)}`;
  }
  if (schema.properties !== undefined) return 'object';
  if (schema.type === 'object') {
    const { additionalProperties: values } = schema;
    return typeof values === 'object' ? `object of ${typeText(values)}` : 'object';
  }
  const types = [schema.type ?? 'anything'].flat().join(' or ');
  return `${types}${range(schema as Range)}`;
}

interface Range {
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Range): string {
  const parts = [
    minimum === undefined ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    maximum === undefined ? '' : `≤ ${maximum}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

/** Objects discriminated by `type` are listed by name. */
function choicesText(choices: readonly JsonSchema[]): string {
  const flat = choices.flatMap((choice) => choice.anyOf ?? choice.oneOf ?? [choice]);
  const names = flat.flatMap(({ properties }) => properties?.type?.const ?? []);
  const others = flat.filter(({ properties }) => properties?.type?.const === undefined).map(typeText);
  const named =
    names.length === 0
      ? []
      : [`\`{ type }\` of ${[...new Set(names)].map((name) => `\`${name}\``).join(', ')}`];
  return [...new Set([...named, ...others])].join(' or ');
}

/** `loss`, or `hook-or-list` where a slot accepts more than a component. */
function slotText(def: string): string {
  const [slot, ...rules] = def.split('-');
  const link = `[${slot}](${slot}.md)`;
  return rules.join('-').includes('or-list') ? `${link} or list of them` : link;
}

/** A value in config syntax. */
export function code(value: unknown): string {
  return `\`${literal(value)}\``;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
