/**
 * @module Rules about inheritance: bases that do not exist, keys that two bases set, `_delete_` that deletes nothing.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { ConfigError, editDistance, nearest, publishedConfig } from '../../../core/index.js';
import { emptyChanges, emptyMessage } from '../../empty-changes.js';
import { baseFile } from '../../load.js';
import { nodeAt } from '../../locations/typescript-locations.js';
import { DELETE_KEY } from '../../merge.js';
import { nearPublished } from '../../read-file.js';
import { type ConfigObject, isObject, valueAt } from '../../value.js';
import type { Edit, Fix, LintContext, Rule } from '../finding.js';

const BASE_KEY = '_base_';

export const missingBase: Rule = {
  code: 'missing-base',
  severity: 'error',
  summary: 'A `_base_` that does not exist.',
  *check({ file, sources }) {
    for (const literal of baseLiterals(file, sources)) {
      const path = baseFile(literal.text, file);
      if (literal.text.includes('{{') || existsSync(path)) continue;
      const isPublished = publishedConfig(literal.text) !== undefined;
      const near = isPublished ? nearPublished(literal.text) : nearFiles(path);
      const hint = near.length === 0 ? '' : ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
      const sure = clearlyNearest(isPublished ? literal.text : basename(path), near);
      const mended = sure && (isPublished ? sure : join(dirname(literal.text), sure).replaceAll('\\', '/'));
      yield {
        at: literal,
        message: `the base "${literal.text}" does not exist.${hint}`,
        fix: mended === undefined ? undefined : { edits: [replaceInside(literal, mended)], changes: [] },
      };
    }
  },
};

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  summary: 'A key of the top level that two bases set.',
  *check(context) {
    const { loadError } = context;
    if (!(loadError instanceof ConfigError)) return;
    for (const { path, message } of loadError.issues) {
      if (message.includes('one base only')) yield { at: BASE_KEY, message: `${path}: ${message}` };
    }
  },
};

export const unreadable: Rule = {
  code: 'unreadable',
  severity: 'error',
  summary: 'A config that cannot be read or merged over its bases.',
  *check(context) {
    const { loadError, file } = context;
    if (loadError === undefined || loadError.message.includes('one base only')) return;
    if ([...missingBase.check(context)].length > 0) return;
    const location = /^(.+?):(\d+):(\d+): ([\s\S]*)$/.exec(loadError.message);
    const origin = loadError instanceof ConfigError ? loadError.issues[0]?.origin : undefined;
    const set = origin === undefined ? null : /^(.+):(\d+):(\d+)$/.exec(origin);
    const [, at, line, column] = location ?? set ?? ['', file, '1', '1'];
    yield {
      at: { file: at, line: Number(line), column: Number(column) },
      message: location === null ? loadError.message : location[4],
    };
  },
};

export const uselessDelete: Rule = {
  code: 'useless-delete',
  severity: 'error',
  summary: 'A `_delete_` without an inherited value: it stays in the result as an unknown key.',
  *check(context) {
    const { loaded, file, sources } = context;
    if (loaded === undefined) return;
    const inherited = loaded.layer.bases.map(({ merged }) => merged);
    for (const path of deletesIn(loaded.layer.own)) {
      const holder = path.slice(0, -DELETE_KEY.length - 1);
      const hasBase = inherited.some(
        (merged) => isObject(valueAt(merged, holder)) || valueAt(merged, holder) === null,
      );
      if (hasBase && !isInsideDeleted(loaded.layer.own, holder)) continue;
      const node = isSource(file) ? nodeAt(file, path, sources) : undefined;
      yield {
        at: node ?? path,
        message: `${holder}: no base sets this object, so there is nothing to delete.`,
        fix: node === undefined ? undefined : removeProperty(node, path),
      };
    }
  },
};

export const emptyObject: Rule = {
  code: 'empty-object',
  severity: 'warning',
  summary: 'An empty object over an inherited one: it changes nothing.',
  *check({ loaded }) {
    if (loaded === undefined) return;
    for (const { path } of emptyChanges(loaded))
      yield { at: path, message: `${path}: ${emptyMessage(path)}` };
  },
};

function isSource(file: string): boolean {
  return !/\.(py|ya?ml)$/.test(file);
}

function* deletesIn(value: ConfigObject, path = ''): Generator<string> {
  for (const [key, item] of Object.entries(value)) {
    const below = path === '' ? key : `${path}.${key}`;
    if (key === DELETE_KEY && item === true) yield below;
    else if (isObject(item)) yield* deletesIn(item, below);
  }
}

/** Inside an object that replaces what it inherits, nothing is inherited. */
function isInsideDeleted(own: ConfigObject, holder: string): boolean {
  const parts = holder.split('.');
  return parts
    .slice(1)
    .some((_, i) => valueAt(own, [...parts.slice(0, i + 1), DELETE_KEY].join('.')) === true);
}

/** Range with the comma after it, or before it for the last one. */
function removeProperty(key: ts.Node, path: string): Fix | undefined {
  const property = key.parent;
  if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.parent)) return undefined;
  const { text, fileName: file } = property.getSourceFile();
  const { properties } = property.parent;
  const behind = /^\s*,[ \t]*(?:\r?\n)?[ \t]*/.exec(text.slice(property.end))?.[0];
  const before = properties[properties.indexOf(property) - 1];
  const start = behind === undefined && before !== undefined ? before.end : property.getStart();
  const edit = { file, start, end: property.end + (behind?.length ?? 0), text: '' };
  return { edits: [edit], changes: [path] };
}

function baseLiterals(file: string, sources: LintContext['sources']): ts.StringLiteral[] {
  const root = isSource(file) ? sources.exported(file) : undefined;
  if (root === undefined || !ts.isObjectLiteralExpression(root)) return [];
  const base = sources.propertyOf(root, BASE_KEY)?.value;
  const value = base === undefined ? undefined : sources.meaning(base);
  if (value === undefined) return [];
  const items = ts.isArrayLiteralExpression(value) ? [...value.elements] : [value];
  return items.filter(ts.isStringLiteral);
}

/** The nearest name, when it is unique. */
function clearlyNearest(name: string, [first, second]: readonly string[]): string | undefined {
  if (first === undefined || second === undefined) return first;
  return editDistance(name, first) < editDistance(name, second) ? first : undefined;
}

function nearFiles(path: string): string[] {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return nearest(basename(path), readdirSync(folder));
}

/** The text between the quotes. */
function replaceInside(node: ts.StringLiteral, text: string): Edit {
  return { file: node.getSourceFile().fileName, start: node.getStart() + 1, end: node.end - 1, text };
}
