/** @module A TensorFlow graph, built op by op, from which functions are extracted. */
import { EngineError } from '../../core/index.js';
import {
  type AttributeWriter,
  type OpAttribute,
  pointerList,
  writeAttribute,
} from '../runtime/attributes.js';
import { dataTypeName } from '../runtime/dtypes.js';
import { inputSizes } from '../runtime/op-catalog.js';
import { type Runtime, runtime } from '../runtime/runtime.js';
import type { GraphOutput } from '../runtime/symbols.js';
import { newTensor } from '../runtime/tensors.js';

/** An operation in the graph. */
export interface GraphNode {
  readonly op: string;
  /** Index in the order in which nodes were added. */
  readonly order: number;
  readonly pointer: bigint;
  readonly inputs: readonly GraphTensor[];
  /** Whether it can vary between calls with the same weights. */
  readonly varies: boolean;
}

/** One output of a node. */
export interface GraphTensor {
  readonly node: GraphNode;
  readonly index: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** Size in bytes from which a constant of one repeated value is filled at run time instead of stored in the graph. */
const FILL_BYTES = 1024;

export class Graph {
  readonly #runtime: Runtime = runtime();
  readonly #pointer: bigint = this.#runtime.api.TF_NewGraph();
  #size = 0;

  /** Number of nodes so far. */
  get size(): number {
    return this.#size;
  }

  get pointer(): bigint {
    return this.#pointer;
  }

  /** A placeholder. @param varies whether its value varies between calls. */
  placeholder(shape: readonly number[], dtype: number, varies: boolean): GraphTensor {
    const node = this.#finish('Placeholder', [], varies, (writer) => {
      writer.type('dtype', dtype);
      writer.shape('shape', BigInt64Array.from(shape, BigInt));
    });
    return { node, index: 0, shape: [...shape], dtype };
  }

  constant(shape: readonly number[], dtype: number, values: unknown): GraphTensor {
    const { status } = this.#runtime;
    const only = repeatedValue(values);
    if (only !== undefined) {
      const dims = this.constant([shape.length], 3, Int32Array.from(shape));
      const [filled] = this.add('Fill', [], [dims, this.constant([], dtype, only)]);
      return filled;
    }
    const tensor = newTensor(status, shape, dtype, values);
    try {
      return this.constantOf(tensor, shape, dtype);
    } finally {
      status.api.TF_DeleteTensor(tensor);
    }
  }

  /** A constant with the values of a native tensor. */
  constantOf(tensor: bigint, shape: readonly number[], dtype: number): GraphTensor {
    const { api, pointer, check } = boundStatus(this.#runtime);
    const node = this.#finish('Const', [], false, (writer, operation) => {
      writer.type('dtype', dtype);
      api.TF_SetAttrTensor(operation, 'value', tensor, pointer);
      check('constant');
    });
    return { node, index: 0, shape: [...shape], dtype };
  }

  /** Adds an op. @returns its outputs, with the shapes that TensorFlow infers. */
  add(name: string, attributes: readonly OpAttribute[], inputs: readonly GraphTensor[]): GraphTensor[] {
    const definition = this.#runtime.catalog.get(name);
    const sizes = inputSizes(definition, inputs.length, attributes);
    const inferred = new Set(
      definition.inputs.flatMap((input) => [input.countAttribute, input.typesAttribute]),
    );
    const varies = definition.isStateful || inputs.some(({ node }) => node.varies);
    const node = this.#finish(
      name,
      inputs,
      varies,
      (writer) => {
        for (const attribute of attributes) {
          const isKnown = definition.attributes.has(attribute.name) && !inferred.has(attribute.name);
          if (isKnown) writeAttribute(writer, attribute);
        }
      },
      sizes,
    );
    const count = this.#runtime.api.TF_OperationNumOutputs(node.pointer);
    return Array.from({ length: count }, (_, index) => this.#describe(node, index));
  }

  dispose(): void {
    this.#runtime.api.TF_DeleteGraph(this.#pointer);
  }

  #finish(
    op: string,
    inputs: readonly GraphTensor[],
    varies: boolean,
    write: (writer: AttributeWriter, operation: bigint) => void,
    sizes?: readonly number[],
  ): GraphNode {
    const { api, status } = this.#runtime;
    const operation = api.TF_NewOperation(this.#pointer, op, `${op.replace(/^_+/, '')}_${this.#size}`);
    let at = 0;
    for (const size of sizes ?? inputs.map(() => -1)) {
      if (size < 0) api.TF_AddInput(operation, toNative(inputs[at++]));
      else {
        api.TF_AddInputList(operation, inputs.slice(at, at + size).map(toNative), size);
        at += size;
      }
    }
    write(graphWriter(this.#runtime, operation), operation);
    const pointer = api.TF_FinishOperation(operation, status.pointer);
    status.check(() => `${op}(${inputs.map(describe).join(', ')})`);
    return { op, order: this.#size++, pointer, inputs, varies };
  }

  #describe(node: GraphNode, index: number): GraphTensor {
    const { api, status } = this.#runtime;
    const output = { oper: node.pointer, index };
    const rank = api.TF_GraphGetTensorNumDims(this.#pointer, output, status.pointer);
    const dims = new BigInt64Array(Math.max(0, rank));
    if (rank > 0) api.TF_GraphGetTensorShape(this.#pointer, output, dims, rank, status.pointer);
    status.check(node.op);
    const shape = Array.from(dims, Number);
    if (rank < 0 || shape.some((dim) => dim < 0)) {
      throw new EngineError(
        `${node.op} cannot be compiled: the shape of its output depends on values (${node.inputs.map(describe).join(', ')}).`,
      );
    }
    return { node, index, shape, dtype: api.TF_OperationOutputType(output) };
  }
}

export function toNative({ node, index }: GraphTensor): GraphOutput {
  return { oper: node.pointer, index };
}

function describe({ shape, dtype }: GraphTensor): string {
  return `${dataTypeName(dtype)}[${shape.join(', ')}]`;
}

function boundStatus({ api, status }: Runtime) {
  return { api, pointer: status.pointer, check: (where: string) => status.check(where) };
}

/** The single value that a long array repeats, as an array of one; `undefined` otherwise. */
function repeatedValue(values: unknown): unknown {
  if (!ArrayBuffer.isView(values) || values.byteLength < FILL_BYTES) return undefined;
  const list = values as Float32Array;
  const [first] = list;
  return list.every((value) => Object.is(value, first)) ? list.slice(0, 1) : undefined;
}

function graphWriter({ api }: Runtime, op: bigint): AttributeWriter {
  return {
    string: (name, value) => api.TF_SetAttrString(op, name, value, value.byteLength),
    stringList: (name, values) => {
      const { pointers, lengths } = pointerList(values);
      api.TF_SetAttrStringList(op, name, pointers, lengths, values.length);
    },
    int: (name, value) => api.TF_SetAttrInt(op, name, value),
    intList: (name, values) => api.TF_SetAttrIntList(op, name, values, values.length),
    float: (name, value) => api.TF_SetAttrFloat(op, name, value),
    floatList: (name, values) => api.TF_SetAttrFloatList(op, name, values, values.length),
    bool: (name, value) => api.TF_SetAttrBool(op, name, value ? 1 : 0),
    boolList: (name, values) => api.TF_SetAttrBoolList(op, name, values, values.length),
    type: (name, value) => api.TF_SetAttrType(op, name, value),
    typeList: (name, values) => api.TF_SetAttrTypeList(op, name, values, values.length),
    shape: (name, value) => api.TF_SetAttrShape(op, name, value, value.length),
    shapeList: (name, values) => {
      const { pointers } = pointerList(values);
      const ranks = Int32Array.from(values, (value) => value.length);
      api.TF_SetAttrShapeList(op, name, pointers, ranks, values.length);
    },
    func: (name, value) => api.TF_SetAttrFuncName(op, name, value, Buffer.byteLength(value)),
  };
}
