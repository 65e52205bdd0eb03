/** @module The value of a Python string literal. */
import { formatValue, repr, str } from './format.js';
import { field, type Node, namedChildren, PythonError } from './syntax.js';
import type { PyValue } from './values.js';

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|[\s\S])/g;

/** @param evaluate evaluates an expression inside an f-string. */
export function stringOf(node: Node, file: string, evaluate: (node: Node) => PyValue): string {
  if (node.type === 'concatenated_string') {
    return namedChildren(node)
      .map((part) => stringOf(part, file, evaluate))
      .join('');
  }
  const prefix = (node.firstChild?.text ?? '').replace(/['"]+$/, '').toLowerCase();
  if (prefix.includes('b')) throw new PythonError(file, node, 'bytes are not supported in configs.');
  return namedChildren(node)
    .map((part) => {
      if (part.type === 'interpolation') return interpolate(part, file, evaluate);
      if (part.type !== 'string_content') return '';
      const text = prefix.includes('f') ? part.text.replace(/\{\{|\}\}/g, (pair) => pair[0]) : part.text;
      return prefix.includes('r') ? text : decodeEscapes(text, part, file);
    })
    .join('');
}

function decodeEscapes(text: string, node: Node, file: string): string {
  return text.replace(ESCAPE, (whole, code: string) => {
    if (code === '\r\n') return '';
    if (Object.hasOwn(SIMPLE, code)) return SIMPLE[code];
    if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    if (/^[xuU]/.test(code) && code.length > 1) {
      const point = Number.parseInt(code.slice(1), 16);
      if (point > 0x10ffff) throw new PythonError(file, node, `${whole} is not a character.`);
      return String.fromCodePoint(point);
    }
    if (code.startsWith('N{')) throw new PythonError(file, node, `the escape ${whole} is not supported.`);
    return whole; // an unknown escape stays as it is written
  });
}

function interpolate(node: Node, file: string, evaluate: (node: Node) => PyValue): string {
  if (node.children.some((child) => child?.type === '=')) {
    throw new PythonError(file, node, 'the "=" of f-strings is not supported.');
  }
  let value = evaluate(field(node, 'expression'));
  const conversion = node.childForFieldName('type_conversion')?.text;
  if (conversion === '!r' || conversion === '!a') value = repr(value);
  else if (conversion === '!s') value = str(value);
  const spec = node.childForFieldName('format_specifier');
  return formatValue(value, spec === null ? '' : specOf(spec, evaluate));
}

/** The format specifier after the colon, with its nested fields replaced. */
function specOf(spec: Node, evaluate: (node: Node) => PyValue): string {
  let text = spec.text.slice(1);
  for (const inner of namedChildren(spec)) {
    const [expression] = namedChildren(inner);
    if (expression !== undefined) text = text.replace(inner.text, str(evaluate(expression)));
  }
  return text;
}
