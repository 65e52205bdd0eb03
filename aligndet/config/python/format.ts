/** @module Values as Python writes them: `repr`, `str`, `%` and `str.format`. */
import {
  fail,
  numberOf,
  PyDict,
  PyFloat,
  PyReference,
  PySet,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

export function str(value: PyValue): string {
  if (value instanceof PyReference) fail('a reference to a base is only known after inheritance.');
  return typeof value === 'string' ? value : repr(value);
}

export function repr(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return reprString(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(BigInt(value));
  if (value instanceof PyFloat) return reprFloat(value.value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (value instanceof PyTuple)
    return `(${value.items.map(repr).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof PyDict) {
    return `{${value
      .entries()
      .map(([key, item]) => `${repr(key)}: ${repr(item)}`)
      .join(', ')}}`;
  }
  if (value instanceof PySet) {
    const items = value.dict.entries().map(([item]) => repr(item));
    return items.length === 0 ? 'set()' : `{${items.join(', ')}}`;
  }
  return fail(`a ${typeName(value)} cannot be converted to a string in a config.`);
}

/** The shortest decimal that parses to `value`, with Python's choice of exponents. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const digits = mantissa.replace(/[-.]/g, '');
  const plain =
    exponent < 0
      ? `0.${'0'.repeat(-exponent - 1)}${digits}`
      : `${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
  return value < 0 ? `-${plain}` : plain;
}

export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escapes: Record<string, string> = {
    '\\': '\\\\',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    [quote]: `\\${quote}`,
  };
  const body = [...text].map((char) => {
    const code = char.codePointAt(0) as number;
    if (Object.hasOwn(escapes, char)) return escapes[char];
    return code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, '0')}` : char;
  });
  return quote + body.join('') + quote;
}

const SPEC = /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?(,)?(?:\.(\d+))?([bcdeEfFgGosxX%])?$/su;

/** `format(value, spec)`. */
export function formatValue(value: PyValue, spec: string): string {
  if (spec === '') return str(value);
  const match = SPEC.exec(spec) ?? fail(`cannot read the format "${spec}".`);
  const [, fill, align, sign, , zero, width = '0', comma, precision, kind] = match;
  const number = numberOf(value);
  const isText = number === undefined || kind === 's';
  if (isText && kind !== undefined && kind !== 's') fail(`cannot format a ${typeName(value)} as "${kind}".`);
  if (isText) return pad(str(value).slice(0, precision === undefined ? undefined : Number(precision)), '');
  let digits = numberText(Math.abs(number), value, kind, precision);
  if (comma !== undefined) digits = digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
  const isNegative = number < 0 || Object.is(number, -0);
  return pad(digits, isNegative ? '-' : sign === '+' || sign === ' ' ? sign : '');

  function pad(text: string, before: string): string {
    const gap = Math.max(0, Number(width) - [...text].length - before.length);
    const filler = fill ?? zero ?? ' ';
    const alignment = align ?? (zero !== undefined ? '=' : isText ? '<' : '>');
    if (alignment === '=') return before + filler.repeat(gap) + text;
    const left = alignment === '<' ? 0 : alignment === '>' ? gap : Math.floor(gap / 2);
    return filler.repeat(left) + before + text + filler.repeat(gap - left);
  }
}

function numberText(number: number, value: PyValue, kind = '', precision?: string): string {
  const isInteger = !(value instanceof PyFloat);
  const decimals = precision === undefined ? 6 : Number(precision);
  const bases: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 };
  if (Object.hasOwn(bases, kind)) {
    const text = number.toString(bases[kind]);
    return kind === 'X' ? text.toUpperCase() : text;
  }
  if (kind === 'd' || (kind === '' && isInteger && precision === undefined)) return String(BigInt(number));
  if (kind === '%') return `${(number * 100).toFixed(decimals)}%`;
  if (kind === 'f' || kind === 'F') return number.toFixed(decimals);
  if (kind === 'e' || kind === 'E') {
    const text = number.toExponential(decimals).replace(/e([+-])(\d)$/, 'e$10$2');
    return kind === 'E' ? text.toUpperCase() : text;
  }
  if (kind === '' && precision === undefined) return reprFloat(number);
  const general = Number(number.toPrecision(Math.max(1, decimals)));
  const text = reprFloat(general).replace(/\.0$/, '');
  return kind === '' && !text.includes('e') && !text.includes('.') ? `${text}.0` : text;
}

/** `template % values`. */
export function percentFormat(template: string, values: PyValue): string {
  const list = values instanceof PyTuple ? values.items : [values];
  let next = 0;
  const text = template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, name: string | undefined, flags: string, width = '', precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value =
        name === undefined ? list[next++] : values instanceof PyDict ? values.get(name) : undefined;
      if (value === undefined) fail('not enough arguments for the format string.');
      const align = flags.includes('-') ? '<' : width === '' ? '' : '>';
      const zero = flags.includes('0') && !flags.includes('-') ? '0' : '';
      const point = precision === undefined ? '' : `.${precision}`;
      if (kind === 'r') return formatValue(repr(value), `${align}${width}${point}s`);
      if (kind === 's') return formatValue(str(value), `${align}${width}${point}s`);
      const integer =
        (kind === 'd' || kind === 'i') && value instanceof PyFloat ? Math.trunc(value.value) : value;
      return formatValue(
        integer,
        `${zero ? '' : align}${flags.includes('+') ? '+' : ''}${zero}${width}${point}${kind === 'i' ? 'd' : kind}`,
      );
    },
  );
  if (next < list.length && !(values instanceof PyDict))
    fail('not all arguments were converted in the format string.');
  return text;
}

/** `template.format(*positional, **named)`; fields are names or positions, without attributes. */
export function formatMethod(
  template: string,
  positional: readonly PyValue[],
  named: ReadonlyMap<string, PyValue>,
): string {
  let next = 0;
  return template.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rs]))?(?::([^{}]*))?\}|[{}]/g,
    (whole, name, conversion, spec) => {
      if (whole === '{{' || whole === '}}') return whole[0];
      if (name === undefined) return fail(`cannot read the format string at "${whole}".`);
      const value =
        name === '' ? positional[next++] : /^\d+$/.test(name) ? positional[Number(name)] : named.get(name);
      if (value === undefined) return fail(`the format string needs a value for {${name}}.`);
      const shown = conversion === 'r' ? repr(value) : conversion === 's' ? str(value) : value;
      return formatValue(shown, spec ?? '');
    },
  );
}
