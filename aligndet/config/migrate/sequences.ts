/** @module Small helpers of the translations. */
import { PyTuple, type PyValue } from '../python/values.js';
import { type Layout, wrap } from './layout.js';

export function isSequence(value: PyValue): boolean {
  return Array.isArray(value) || value instanceof PyTuple;
}

/** `layout` as the body of an arrow function. */
export function arrowBody(layout: Layout): Layout {
  const start = typeof layout === 'string' ? layout : layout.open;
  return start.startsWith('{') ? wrap('(', layout, ')') : layout;
}
