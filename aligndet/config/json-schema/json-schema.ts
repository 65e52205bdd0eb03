/** @module The subset of JSON Schema that zod writes, and traversal of its nested schemas. */

export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | JsonSchema[];
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  $defs?: Record<string, JsonSchema>;
  not?: JsonSchema;
}

/** How a schema names one of its `$defs`. */
export const REF = '#/$defs/';

/** `schema` with its direct child schemas replaced; `$defs` stay. */
export function mapChildren(
  schema: JsonSchema,
  map: (child: JsonSchema, key: string) => JsonSchema,
): JsonSchema {
  const { properties, items, prefixItems, anyOf, oneOf, additionalProperties } = schema;
  const all = (list: readonly JsonSchema[], key: string) => list.map((child) => map(child, key));
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, child]) => [key, map(child, key)]),
      ),
    }),
    ...(items !== undefined && { items: Array.isArray(items) ? all(items, 'item') : map(items, 'item') }),
    ...(prefixItems !== undefined && { prefixItems: all(prefixItems, 'item') }),
    ...(anyOf !== undefined && { anyOf: all(anyOf, 'choice') }),
    ...(oneOf !== undefined && { oneOf: all(oneOf, 'choice') }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: map(additionalProperties, 'value'),
    }),
  };
}
