/** @module Formats a config as Python: keys as variables, objects as `dict(...)`. */
import { reprFloat, reprString } from '../python/format.js';
import { type ConfigValue, isObject } from '../value.js';
import { type Group, type Item, item, type Layout, listOf, print } from './layout.js';

/** Keys for which mmdetection distinguishes tuples from lists, and publishes tuples. */
const TUPLE_KEYS =
  /^(img_scale|image_size|crop_size|input_size|size|out_indices|betas|border|min_gt_bbox_wh)$|_range$/;

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Comments of the source by the path of their value. */
export interface PathComments {
  readonly leading: ReadonlyMap<string, readonly string[]>;
  readonly trailing: ReadonlyMap<string, string>;
}

/**
 * @param entries the keys of the top level, `_base_` included; a value that stands in several places by identity is
 *   written once and then called by the name that it has at the top level.
 * @throws {RangeError} for a key that is not a valid Python name.
 */
export function pythonText(
  entries: readonly (readonly [string, unknown])[],
  comments: PathComments,
  header: readonly string[],
): string {
  const names = new Map<unknown, string>();
  const folders: [name: string, folder: string][] = [];
  const lines = header.map((line) => (line === '' ? '#' : `# ${line}`));
  for (const [name, value] of entries) {
    if (!isName(name)) throw new RangeError(`the key "${name}" is not a valid Python name`);
    lines.push(...(comments.leading.get(name) ?? []).map((line) => `# ${line}`));
    const layout = layoutOf(value, name, name);
    const trailing = comments.trailing.get(name);
    const text = `${name} = ${print(layout, '', name.length + 3, '#')}`;
    lines.push(trailing === undefined ? text : `${text}  # ${trailing}`);
    if (typeof value === 'object' && value !== null && name !== '_base_') names.set(value, name);
    if (typeof value === 'string' && value.endsWith('/')) folders.push([name, value]);
  }
  return `${lines.join('\n')}\n`;

  function layoutOf(value: unknown, path: string, key: string, isTop = true): Layout {
    const known = isTop ? undefined : names.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const items = value.map((each, i) => itemOf(each, `${path}.${i}`, '', key));
      const isTuple =
        TUPLE_KEYS.test(key) && value.length > 1 && value.every((each) => typeof each === 'number');
      return isTuple ? { ...listOf(items), open: '(', close: ')' } : listOf(items);
    }
    if (isObject(value)) return dictOf(value, path);
    return scalarOf(value as ConfigValue, isTop);
  }

  function dictOf(value: Record<string, unknown>, path: string): Group {
    const keys = Object.keys(value);
    const isCall = keys.length > 0 && keys.every(isName);
    const items = keys.map((key) =>
      itemOf(value[key], `${path}.${key}`, isCall ? `${key}=` : `${reprString(key)}: `, key),
    );
    const [open, close] = isCall ? ['dict(', ')'] : ['{', '}'];
    return { open, close, pad: '', items, dangling: [] };
  }

  function itemOf(value: unknown, path: string, prefix: string, key: string): Item {
    const layout = layoutOf(value, path, key, false);
    return item(layout, prefix, comments.leading.get(path), comments.trailing.get(path));
  }

  function scalarOf(value: ConfigValue, isTop: boolean): string {
    if (value === null) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'number') return numberOf(value);
    const text = value as string;
    const folder = isTop ? undefined : folders.find(([, each]) => text !== each && text.startsWith(each));
    return folder === undefined
      ? reprString(text)
      : `${folder[0]} + ${reprString(text.slice(folder[1].length))}`;
  }
}

function numberOf(value: number): string {
  if (!Number.isFinite(value)) return `float('${Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'}')`;
  if (Object.is(value, -0)) return '-0.0';
  return Number.isSafeInteger(value) ? String(value) : reprFloat(value);
}

function isName(key: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(key) && !KEYWORDS.has(key);
}
