/** @module Lays out lists and objects with their comments: on one line where that fits, else one item per line. */

export const WIDTH = 110;
/** Comment syntax of a language. */
export type CommentMark = '//' | '#';

/** Languages by comment marker. */
const INDENT: Readonly<Record<CommentMark, string>> = { '//': '  ', '#': '    ' };

/** One element of a group, with the comments that belong to it. */
export interface Item {
  /** Comments on lines of their own above it, without their marks. */
  readonly leading: readonly string[];
  /** `name: ` or `...`, in front of the value. */
  readonly prefix: string;
  readonly value: Layout;
  /** A comment after it on its line. */
  readonly trailing?: string;
}

/** A list or an object; `pad` is what stands inside the brackets of one that fits on a line. */
export interface Group {
  readonly open: string;
  readonly close: string;
  readonly pad: string;
  readonly items: readonly Item[];
  /** Comments after the last item. */
  readonly dangling: readonly string[];
  /** Text after the closing bracket, such as ` as const`. */
  readonly after?: string;
}

export type Layout = string | Group;

export function item(value: Layout, prefix = '', leading: readonly string[] = [], trailing?: string): Item {
  return { leading, prefix, value, trailing };
}

export function listOf(items: readonly Item[], dangling: readonly string[] = []): Group {
  return { open: '[', close: ']', pad: '', items, dangling };
}

export function objectOf(items: readonly Item[], dangling: readonly string[] = []): Group {
  return { open: '{', close: '}', pad: ' ', items, dangling };
}

/** `name(arguments)`. */
export function callOf(name: string, args: readonly Layout[]): Group {
  return { open: `${name}(`, close: ')', pad: '', items: args.map((arg) => item(arg)), dangling: [] };
}

/** `layout` with code before and after it. */
export function wrap(before: string, layout: Layout, behind: string): Layout {
  if (typeof layout === 'string') return before + layout + behind;
  const { open, close, after = '' } = layout;
  return { ...layout, open: before + open, close: close + after + behind, after: undefined };
}

/**
 * Text of `layout`, whose first line begins at column `start`.
 *
 * @param indent of the line that it begins on.
 */
export function print(layout: Layout, indent: string, start: number, mark: CommentMark = '//'): string {
  const flat = flatten(layout);
  const fits = flat !== undefined && start + flat.length <= WIDTH;
  if (typeof layout === 'string' || (fits && !breaksInside(layout))) return flat as string;
  const inner = indent + INDENT[mark];
  const lines = layout.items.flatMap(({ leading, prefix, value, trailing }) => {
    const column = inner.length + prefix.length;
    const text = `${inner}${prefix}${print(value, inner, column + 1, mark)},`;
    return [
      ...commentLines(leading, inner, mark),
      trailing === undefined ? text : `${text} ${mark} ${trailing}`,
    ];
  });
  const body = [...lines, ...commentLines(layout.dangling, inner, mark)];
  return `${layout.open}\n${body.join('\n')}\n${indent}${layout.close}${layout.after ?? ''}`;
}

export function commentLines(
  comments: readonly string[],
  indent: string,
  mark: CommentMark = '//',
): string[] {
  return comments.map((comment) => `${indent}${mark}${comment === '' ? '' : ` ${comment}`}`);
}

/** On one line; `undefined` when a comment prevents that. */
export function flatten(layout: Layout): string | undefined {
  if (typeof layout === 'string') return layout;
  const { open, close, pad, items, dangling, after = '' } = layout;
  if (dangling.length > 0) return undefined;
  if (items.length === 0) return open + close + after;
  const texts: string[] = [];
  for (const { leading, prefix, value, trailing } of items) {
    const text = flatten(value);
    if (text === undefined || leading.length > 0 || trailing !== undefined) return undefined;
    texts.push(prefix + text);
  }
  return `${open}${pad}${texts.join(', ')}${pad}${close}${after}`;
}

function breaksInside(layout: Layout): boolean {
  if (typeof layout === 'string') return false;
  return mustBreak(layout) || layout.items.some(({ value }) => breaksInside(value));
}

/** Lists of several lists or objects are written with one per line. */
function mustBreak({ open, items }: Group): boolean {
  if (open !== '[' || items.length < 2) return false;
  const [first] = items;
  if (typeof first.value === 'string') return false;
  const kind = first.value.open;
  return items.every(
    ({ value, prefix }) =>
      prefix === '' && typeof value !== 'string' && value.open === kind && value.items.length > 1,
  );
}
