/** @module Flattens nested lists and objects of tensors, and restores them. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';

/** Tensors and plain values, nested in lists and objects. */
export type Structure = Tensor | Primitive | readonly Structure[] | { readonly [key: string]: Structure };

type Primitive = string | number | boolean | null | undefined;

/** The same nesting with the index of each tensor in its position. */
export type Template =
  | { readonly tensor: number }
  | { readonly value: Primitive }
  | { readonly list: readonly Template[] }
  | { readonly entries: readonly (readonly [string, Template])[] };

/** Extracts the tensors, in order. */
export function flatten(
  structure: Structure,
  tensors: Tensor[] = [],
): { template: Template; tensors: Tensor[] } {
  return { template: templateOf(structure, tensors), tensors };
}

function templateOf(structure: Structure, tensors: Tensor[]): Template {
  if (structure instanceof tf.Tensor) return { tensor: tensors.push(structure) - 1 };
  if (Array.isArray(structure)) return { list: structure.map((part) => templateOf(part, tensors)) };
  if (typeof structure === 'object' && structure !== null) {
    const entries = Object.entries(structure as { readonly [key: string]: Structure });
    return { entries: entries.map(([key, part]) => [key, templateOf(part, tensors)] as const) };
  }
  return { value: structure as Primitive };
}

/** Restores the nesting from {@link flatten}. */
export function unflatten(template: Template, tensors: readonly Tensor[]): Structure {
  if ('tensor' in template) return tensors[template.tensor];
  if ('list' in template) return template.list.map((part) => unflatten(part, tensors));
  if ('entries' in template) {
    return Object.fromEntries(template.entries.map(([key, part]) => [key, unflatten(part, tensors)]));
  }
  return template.value;
}
