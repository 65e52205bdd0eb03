/** @module The catalog of TensorFlow's ops: their inputs, outputs and attributes, read from the library. */
import koffi from 'koffi';
import { didYouMean, EngineError } from '../../core/index.js';
import type { OpAttribute } from './attributes.js';
import { fieldsOf } from './protobuf.js';
import type { TensorFlowApi } from './symbols.js';

/** An input or output of an op. */
export interface OpArgument {
  readonly name: string;
  /** Attribute with the number of tensors of one dtype; empty for a single tensor. */
  readonly countAttribute: string;
  /** Attribute with the list of dtypes; empty for a single tensor. */
  readonly typesAttribute: string;
}

export interface OpDefinition {
  readonly name: string;
  readonly inputs: readonly OpArgument[];
  readonly outputs: readonly OpArgument[];
  /** Kinds by attribute name: `int`, `list(float)`, `type`, `func`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Whether it is stateful, so that equal inputs may give different outputs: random numbers, variables, queues. */
  readonly isStateful: boolean;
}

/** Field numbers of TensorFlow's `OpDef`, and within it of `ArgDef` and `AttrDef`. */
const OP = { name: 1, input: 2, output: 3, attribute: 4, isStateful: 17 };
const ARGUMENT = { name: 1, countAttribute: 5, typesAttribute: 6 };
const ATTRIBUTE = { name: 1, kind: 2 };

const decoder = new TextDecoder();

export class OpCatalog {
  readonly #messages = new Map<string, Uint8Array>();
  readonly #parsed = new Map<string, OpDefinition>();

  constructor(api: TensorFlowApi) {
    const buffer = api.TF_GetAllOpList(); // a struct: pointer to the data, size, deallocator
    const data = koffi.decode(buffer, 'void *') as bigint;
    const size = Number(koffi.decode(buffer, 8, 'size_t'));
    const list = new Uint8Array(koffi.view(data, size)).slice();
    api.TF_DeleteBuffer(buffer);
    for (const { bytes: message } of fieldsOf(list)) {
      for (const { number, bytes } of fieldsOf(message)) {
        if (number !== OP.name) continue;
        this.#messages.set(decoder.decode(bytes), message);
        break;
      }
    }
  }

  /** The definition of an op, or `undefined` for another name: a compiled function, or a mistake. */
  find(name: string): OpDefinition | undefined {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const message = this.#messages.get(name);
    if (message === undefined) return undefined;
    const definition = parseOp(name, message);
    this.#parsed.set(name, definition);
    return definition;
  }

  /** @throws {EngineError} with the nearest names when there is no such op. */
  get(name: string): OpDefinition {
    const found = this.find(name);
    if (found !== undefined) return found;
    throw new EngineError(`TensorFlow has no op called "${name}".${didYouMean(name, this.#messages.keys())}`);
  }
}

function parseOp(name: string, message: Uint8Array): OpDefinition {
  const inputs: OpArgument[] = [];
  const outputs: OpArgument[] = [];
  const attributes = new Map<string, string>();
  let isStateful = false;
  for (const { number, bytes, integer } of fieldsOf(message)) {
    if (number === OP.isStateful) isStateful = integer === 1;
    if (number === OP.input) inputs.push(parseArgument(bytes));
    if (number === OP.output) outputs.push(parseArgument(bytes));
    if (number === OP.attribute) {
      const texts = textsOf(bytes);
      attributes.set(texts.get(ATTRIBUTE.name)!, texts.get(ATTRIBUTE.kind)!);
    }
  }
  return { name, inputs, outputs, attributes, isStateful };
}

function parseArgument(message: Uint8Array): OpArgument {
  const texts = textsOf(message);
  return {
    name: texts.get(ARGUMENT.name)!,
    countAttribute: texts.get(ARGUMENT.countAttribute) ?? '',
    typesAttribute: texts.get(ARGUMENT.typesAttribute) ?? '',
  };
}

function textsOf(message: Uint8Array): Map<number, string> {
  const texts = new Map<number, string>();
  for (const { number, bytes } of fieldsOf(message)) {
    if (number <= 6 && bytes.length > 0) texts.set(number, decoder.decode(bytes));
  }
  return texts;
}

/**
 * Splits a flat list of inputs into the op's arguments.
 *
 * @param attributes may give the length of a list; lists of unknown length divide the remaining inputs evenly.
 * @returns the lengths of list arguments and -1 for single tensors, or `undefined` when there are only single
 * tensors.
 */
export function inputSizes(
  definition: OpDefinition | undefined,
  count: number,
  attributes: readonly OpAttribute[],
): readonly number[] | undefined {
  if (definition === undefined || !definition.inputs.some(isList)) return undefined;
  const told = definition.inputs.map((input) => (isList(input) ? toldLength(input, attributes) : -1));
  const open = told.filter((length) => length === undefined).length;
  const taken = told.reduce<number>((sum, length) => sum + (length === undefined ? 0 : Math.abs(length)), 0);
  const each = open === 0 ? 0 : (count - taken) / open;
  if (each < 0 || !Number.isInteger(each) || taken + each * open !== count) {
    throw new EngineError(
      `${definition.name} cannot divide ${count} inputs evenly among its ${told.length} arguments`,
    );
  }
  return told.map((length) => length ?? each);
}

function isList(argument: OpArgument): boolean {
  return argument.countAttribute !== '' || argument.typesAttribute !== '';
}

function toldLength(argument: OpArgument, attributes: readonly OpAttribute[]): number | undefined {
  const count = attributes.find(({ name }) => name === argument.countAttribute)?.value;
  if (typeof count === 'number') return count;
  const types = attributes.find(({ name }) => name === argument.typesAttribute)?.value;
  return Array.isArray(types) ? types.length : undefined;
}
