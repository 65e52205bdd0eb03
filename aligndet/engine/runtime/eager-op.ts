/** @module Runs one TensorFlow op, or a compiled function, eagerly. */
import { EngineError } from '../../core/index.js';
import { type AttributeWriter, type OpAttribute, pointerList, writeAttribute } from './attributes.js';
import { dataTypeName } from './dtypes.js';
import type { Handles } from './handles.js';
import { inputSizes, type OpCatalog } from './op-catalog.js';
import type { Status } from './status.js';

/** The description of an output for tfjs. */
export interface OutputInfo {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export class EagerOps {
  #outputs = new BigUint64Array(64);
  readonly #outputCount = new Int32Array(1);

  constructor(
    readonly context: bigint,
    readonly status: Status,
    readonly handles: Handles,
    readonly catalog: OpCatalog,
  ) {}

  /**
   * @param name of an op, or of a function in the context.
   * @param numOutputs maximum: an op with fewer outputs returns fewer.
   * @throws {EngineError} that names the op and the shapes and dtypes of its inputs.
   */
  run(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    numOutputs: number,
  ): OutputInfo[] {
    const { api, pointer: status } = this.status;
    const pointers = inputs.map((id) => this.handles.get(id));
    const op = api.TFE_NewOp(this.context, name, status);
    this.status.check(() => `cannot run ${name}`);
    try {
      this.#addInputs(op, name, pointers, attributes);
      const writer = eagerWriter(this.status, op);
      for (const attribute of attributes) writeAttribute(writer, attribute);
      if (numOutputs > this.#outputs.length) this.#outputs = new BigUint64Array(2 * numOutputs);
      this.#outputCount[0] = numOutputs;
      api.TFE_Execute(op, this.#outputs, this.#outputCount, status);
      this.#check(name, pointers);
    } finally {
      api.TFE_DeleteOp(op);
    }
    const outputs: OutputInfo[] = [];
    for (let i = 0; i < this.#outputCount[0]; i++) outputs.push(this.#describe(this.#outputs[i]));
    return outputs;
  }

  #addInputs(
    op: bigint,
    name: string,
    pointers: readonly bigint[],
    attributes: readonly OpAttribute[],
  ): void {
    const { api, pointer: status } = this.status;
    const sizes = inputSizes(this.catalog.find(name), pointers.length, attributes);
    if (sizes === undefined) {
      for (const pointer of pointers) {
        api.TFE_OpAddInput(op, pointer, status);
        this.#check(name, pointers);
      }
      return;
    }
    let at = 0;
    for (const size of sizes) {
      if (size < 0) api.TFE_OpAddInput(op, pointers[at++], status);
      else {
        const list = BigUint64Array.from(pointers.slice(at, at + size));
        api.TFE_OpAddInputList(op, list, size, status);
        at += size;
      }
      this.#check(name, pointers);
    }
  }

  #check(name: string, pointers: readonly bigint[]): void {
    if (this.status.ok) return;
    const message = this.status.message;
    const inputs = pointers.map((pointer) => {
      const { shape, dtype } = this.#inspect(pointer);
      return `${dataTypeName(dtype)}[${shape.join(', ')}]`;
    });
    throw new EngineError(`${name}(${inputs.join(', ')}): ${message}`);
  }

  #describe(pointer: bigint): OutputInfo {
    return { id: this.handles.add(pointer), ...this.#inspect(pointer) };
  }

  #inspect(pointer: bigint): { shape: number[]; dtype: number } {
    const { api, pointer: status } = this.status;
    const rank = api.TFE_TensorHandleNumDims(pointer, status);
    const shape: number[] = [];
    for (let i = 0; i < rank; i++) shape.push(Number(api.TFE_TensorHandleDim(pointer, i, status)));
    return { shape, dtype: api.TFE_TensorHandleDataType(pointer) };
  }
}

function eagerWriter(status: Status, op: bigint): AttributeWriter {
  const { api } = status;
  return {
    string: (name, value) => api.TFE_OpSetAttrString(op, name, value, value.byteLength),
    stringList: (name, values) => {
      const { pointers, lengths } = pointerList(values);
      api.TFE_OpSetAttrStringList(op, name, pointers, lengths, values.length);
    },
    int: (name, value) => api.TFE_OpSetAttrInt(op, name, value),
    intList: (name, values) => api.TFE_OpSetAttrIntList(op, name, values, values.length),
    float: (name, value) => api.TFE_OpSetAttrFloat(op, name, value),
    floatList: (name, values) => api.TFE_OpSetAttrFloatList(op, name, values, values.length),
    bool: (name, value) => api.TFE_OpSetAttrBool(op, name, value ? 1 : 0),
    boolList: (name, values) => api.TFE_OpSetAttrBoolList(op, name, values, values.length),
    type: (name, value) => api.TFE_OpSetAttrType(op, name, value),
    typeList: (name, values) => api.TFE_OpSetAttrTypeList(op, name, values, values.length),
    shape: (name, value) => {
      api.TFE_OpSetAttrShape(op, name, value, value.length, status.pointer);
      status.check(() => `attribute ${name}`);
    },
    shapeList: (name, values) => {
      const { pointers } = pointerList(values);
      const ranks = Int32Array.from(values, (value) => value.length);
      api.TFE_OpSetAttrShapeList(op, name, pointers, ranks, values.length, status.pointer);
      status.check(() => `attribute ${name}`);
    },
    func: (name, value) => api.TFE_OpSetAttrFunctionName(op, name, value, Buffer.byteLength(value)),
  };
}
