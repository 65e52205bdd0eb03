/** @module Parses YAML. The parser is recursive, so too deep nesting is rejected first. */
import type { CST } from 'yaml';
import { ConfigError } from '../core/index.js';
import { MAX_DEPTH } from './value.js';

/**
 * Runs `parse` if the nesting of the text is within the limit.
 *
 * @throws {ConfigError} for a text that is nested too deeply.
 */
export async function parseYaml<Result>(
  text: string,
  file: string,
  parse: (yaml: typeof import('yaml')) => Result,
): Promise<Result> {
  const yaml = await import('yaml');
  for (const token of new yaml.Parser().parse(text)) {
    if (depthOf(token) > MAX_DEPTH) {
      throw new ConfigError(`${file}: values are nested deeper than ${MAX_DEPTH} levels.`);
    }
  }
  return parse(yaml);
}

/** Depth of collections, counted without recursion and at most to the limit. */
function depthOf(root: CST.Token): number {
  let level: unknown[] = [root];
  let depth = -1; // the document's own
  for (; level.length > 0 && depth <= MAX_DEPTH; depth++) level = level.flatMap(collectionsIn);
  return depth;
}

function collectionsIn(token: unknown): CST.Token[] {
  const { items, value } = token as { items?: CST.CollectionItem[]; value?: CST.Token };
  const inside = items === undefined ? [value] : items.flatMap((item) => [item.key, item.value]);
  return inside.filter(
    (one): one is CST.Token => one != null && (typeof one === 'object' ? 'items' in one : false),
  );
}
