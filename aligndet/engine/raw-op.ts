/** @module Runs any TensorFlow op on tfjs tensors. */
import type { Tensor } from '@tensorflow/tfjs';
import { didYouMean, EngineError } from '../core/index.js';
import { tensorFlowBackend } from './backend.js';
import { attributeTypes, type OpAttribute } from './runtime/attributes.js';
import { type DataTypeName, dataTypes } from './runtime/dtypes.js';
import type { OpDefinition } from './runtime/op-catalog.js';
import { runtime } from './runtime/runtime.js';

/** Values of an attribute; a `type` attribute takes the dtype's name. */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly number[]
  | readonly string[]
  | readonly boolean[]
  | readonly (readonly number[])[];

/**
 * Runs one op; outside {@link customGrad} it has no gradient.
 *
 * @example
 * ```ts
 * import { rawOp, tensor } from 'aligndet/engine';
 *
 * const [found] = rawOp('Invert', {}, [tensor([0, 5], [2], 'int32')]);
 * console.log(found.arraySync()); // -> [ -1, -6 ]
 * ```
 *
 * @param name TensorFlow's name of the op: `CropAndResize`.
 * @param attributes by name. Input dtypes (`T`) and list lengths (`N`) are inferred from the inputs.
 * @param inputs flat: a list input contributes its tensors in order.
 * @param numOutputs maximum number of outputs; needed only for ops with a list of outputs.
 * @returns the outputs, owned by the caller. int64 and uint8 are returned as int32, float64 and float16 as float32.
 */
export function rawOp(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  inputs: readonly Tensor[],
  numOutputs?: number,
): Tensor[] {
  const backend = tensorFlowBackend();
  const definition = runtime().catalog.get(name);
  const outputs = numOutputs ?? definition.outputs.length;
  return backend.executeMultipleOutputs(name, attributesOf(name, attributes), inputs, outputs);
}

/** Converts attributes to TensorFlow's form. */
export function attributesOf(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
): OpAttribute[] {
  const definition = runtime().catalog.get(name);
  return Object.entries(attributes).map(([key, value]) => toAttribute(definition, key, value));
}

/** Runs an op and returns its first output; the others are disposed. */
export function singleOp(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  inputs: readonly Tensor[],
): Tensor {
  const [output, ...others] = rawOp(name, attributes, inputs);
  for (const other of others) other.dispose();
  return output;
}

/** Attribute kinds of the op catalog, without `list(...)`, with their numeric codes. */
const kinds: Readonly<Record<string, number>> = { ...attributeTypes };

function toAttribute(definition: OpDefinition, name: string, value: AttributeValue): OpAttribute {
  const kind = definition.attributes.get(name);
  if (kind === undefined) {
    const known = [...definition.attributes.keys()];
    throw new EngineError(
      `${definition.name} has no attribute "${name}".${didYouMean(name, known)} Known: ${known.join(', ')}.`,
    );
  }
  const type = kinds[kind.replace(/^list\((.*)\)$/, '$1')];
  return { name, type, value: type === attributeTypes.type ? typeCodes(value) : value };
}

function typeCodes(value: AttributeValue): unknown {
  if (Array.isArray(value)) return value.map(typeCodes);
  return typeof value === 'string' ? dataTypes[value as DataTypeName] : value;
}
