/** @module Python's operators on its values. */
import { percentFormat } from './format.js';
import {
  fail,
  isEqual,
  isTrue,
  itemsOf,
  numberOf,
  PyDict,
  PyFloat,
  PyReference,
  PySet,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

/** Maximum number of items of a repetition; more is an error. */
const MAX_ITEMS = 1_000_000;

export function binary(operator: string, left: PyValue, right: PyValue): PyValue {
  for (const operand of [left, right]) {
    if (operand instanceof PyReference) {
      fail(
        `{{ _base_.${operand.path} }} is only known after inheritance, so nothing can be computed from it.`,
      );
    }
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b, isFloat(left) || isFloat(right));
  return sequence(operator, left, right);
}

export function unary(operator: string, value: PyValue): PyValue {
  if (operator === 'not') return !isTrue(value);
  const number = numberOf(value);
  if (number === undefined) return fail(`bad operand type for unary ${operator}: '${typeName(value)}'.`);
  if (operator === '~' && !isFloat(value)) return ~number;
  if (operator === '~') return fail("bad operand type for unary ~: 'float'.");
  const result = operator === '-' ? -number : number;
  return isFloat(value) ? new PyFloat(result) : result + 0; // an integer has no negative zero
}

export function compare(operator: string, left: PyValue, right: PyValue): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
    case '<>':
      return !isEqual(left, right);
    case 'is':
      return left === right;
    case 'is not':
      return left !== right;
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      return ordered(operator, left, right);
  }
}

function isFloat(value: PyValue): boolean {
  return value instanceof PyFloat;
}

function arithmetic(operator: string, a: number, b: number, isFloating: boolean): PyValue {
  const give = (value: number): PyValue => {
    if (isFloating) return new PyFloat(value);
    if (!Number.isSafeInteger(value)) fail('integers beyond 2^53 are not supported.');
    return value + 0;
  };
  const nonZero = () => b !== 0 || fail('division by zero.');
  switch (operator) {
    case '+':
      return give(a + b);
    case '-':
      return give(a - b);
    case '*':
      return give(a * b);
    case '/':
      nonZero();
      return new PyFloat(a / b);
    case '//':
      nonZero();
      return give(Math.floor(a / b));
    case '%':
      nonZero();
      return give(a - b * Math.floor(a / b));
    case '**':
      return !isFloating && b >= 0 ? give(a ** b) : new PyFloat(a ** b);
    case '<<':
      return isFloating ? noOperator(operator) : give(a * 2 ** b);
    case '>>':
      return isFloating ? noOperator(operator) : give(Math.floor(a / 2 ** b));
    case '&':
      return isFloating ? noOperator(operator) : give(a & b);
    case '|':
      return isFloating ? noOperator(operator) : give(a | b);
    case '^':
      return isFloating ? noOperator(operator) : give(a ^ b);
    default:
      return noOperator(operator);
  }
}

function noOperator(operator: string): never {
  return fail(`the operator ${operator} is not supported for these numbers.`);
}

function sequence(operator: string, left: PyValue, right: PyValue): PyValue {
  if (operator === '%' && typeof left === 'string') return percentFormat(left, right);
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
    if (left instanceof PyTuple && right instanceof PyTuple)
      return new PyTuple([...left.items, ...right.items]);
  }
  if (operator === '|' && left instanceof PyDict && right instanceof PyDict) {
    return PyDict.from([...left.entries(), ...right.entries()]);
  }
  if (operator === '|' && left instanceof PySet && right instanceof PySet) {
    return new PySet([...itemsOf(left), ...itemsOf(right)]);
  }
  if (operator === '*') {
    const [items, times] = numberOf(right) === undefined ? [right, numberOf(left)] : [left, numberOf(right)];
    if (times !== undefined && Number.isInteger(times)) return repeat(items, Math.max(0, times));
  }
  return fail(`unsupported operand types for ${operator}: '${typeName(left)}' and '${typeName(right)}'.`);
}

function repeat(value: PyValue, times: number): PyValue {
  const length =
    typeof value === 'string' || Array.isArray(value) || value instanceof PyTuple ? itemsOf(value).length : 0;
  if (length * times > MAX_ITEMS) fail(`a repetition of ${length * times} items is too long.`);
  if (typeof value === 'string') return value.repeat(times);
  if (Array.isArray(value)) return Array.from({ length: times }, () => value).flat(1);
  if (value instanceof PyTuple) return new PyTuple(Array.from({ length: times }, () => value.items).flat(1));
  return fail(`unsupported operand types for *: '${typeName(value)}' and 'int'.`);
}

function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === 'string') {
    return typeof item === 'string' ? container.includes(item) : fail("'in <string>' requires a string.");
  }
  return itemsOf(container).some((each) => isEqual(each, item));
}

function ordered(operator: string, left: PyValue, right: PyValue): boolean {
  const order = orderOf(left, right);
  if (Number.isNaN(order)) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/**
 * Negative, zero or positive, as `left` is less than, equal to or greater than `right`; NaN where floats have no
 * order.
 */
export function orderOf(left: PyValue, right: PyValue): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a === b ? 0 : a - b;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  const isSequence =
    (Array.isArray(left) && Array.isArray(right)) || (left instanceof PyTuple && right instanceof PyTuple);
  if (!isSequence) return fail(`'${typeName(left)}' and '${typeName(right)}' have no order.`);
  const [first, second] = [itemsOf(left), itemsOf(right)];
  const at = first.findIndex((item, i) => i >= second.length || !isEqual(item, second[i]));
  if (at < 0) return first.length - second.length;
  return at >= second.length ? 1 : orderOf(first[at], second[at]);
}
