/** @module Finds where a YAML config sets its values. */

import { readFilled } from '../environment-text.js';
import { quoteReferences } from '../placeholders.js';
import { parseYaml } from '../yaml.js';
import { firstKeys, type Locator } from './location.js';

export async function yamlLocator(file: string): Promise<Locator> {
  const { isMap, isScalar, isSeq, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  const text = quoteReferences(await readFilled(file));
  const { contents } = await parseYaml(text, file, ({ parseDocument }) =>
    parseDocument(text, { lineCounter: lines }),
  );
  const find = (node: unknown, path: string): number | undefined => {
    if (path === '') return undefined;
    for (const [key, rest] of firstKeys(path)) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
        if (pair !== undefined) return find(pair.value, rest) ?? startOf(pair.key);
      } else if (isSeq(node) && node.items[Number(key)] !== undefined) {
        return find(node.items[Number(key)], rest) ?? startOf(node.items[Number(key)]);
      }
    }
    return undefined;
  };
  return (path) => {
    const offset = find(contents, path);
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly [number, number, number] | null } | null)?.range?.[0];
}
