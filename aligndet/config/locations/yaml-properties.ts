/** @module Properties of a config in YAML. */
import { quoteReferences } from '../placeholders.js';
import { parseYaml } from '../yaml.js';
import { firstKeys } from './location.js';
import type { Property } from './property.js';

export async function yamlProperties(
  file: string,
  source: string,
): Promise<((path: string) => Property | undefined) | undefined> {
  if (quoteReferences(source) !== source) return undefined; // offsets would not be those of the file
  const { isMap, isScalar, isSeq } = await import('yaml');
  const { contents, errors } = await parseYaml(source, file, ({ parseDocument }) => parseDocument(source));
  if (errors.length > 0) return undefined;
  const find = (node: unknown, path: string): Property | undefined => {
    for (const [key, rest] of firstKeys(path)) {
      if (isSeq(node)) {
        const found = rest === '' ? undefined : find(node.items[Number(key)], rest);
        if (found !== undefined) return found;
      }
      if (!isMap(node)) continue;
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) continue;
      if (rest !== '') return find(pair.value, rest);
      const [start, keyEnd] = rangeOf(pair.key) ?? [];
      const [valueStart, valueEnd] = rangeOf(pair.value) ?? [];
      if (start === undefined || keyEnd === undefined || valueStart === undefined || valueEnd === undefined)
        return undefined;
      const end = valueStart + source.slice(valueStart, valueEnd).trimEnd().length;
      const from = beginOf(source, keyEnd, valueStart);
      if (from === undefined) return undefined;
      const style = node.flow === true ? 'yaml-flow' : 'yaml-block';
      return { file, source, style, start, end, valueText: source.slice(from, end) };
    }
    return undefined;
  };
  return (path) => find(contents, path);
}

/** Start of a value with the comments above it; `undefined` when a comment beside the key would be lost. */
function beginOf(source: string, keyEnd: number, valueStart: number): number | undefined {
  const between = source.slice(keyEnd, valueStart);
  const lineEnd = between.indexOf('\n');
  if (lineEnd < 0) return valueStart;
  if (between.slice(0, lineEnd).includes('#')) return undefined;
  return keyEnd + lineEnd + 1 + (between.slice(lineEnd + 1).search(/\S|$/) as number);
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as { range?: readonly [number, number, number] | null } | null)?.range ?? undefined;
}
