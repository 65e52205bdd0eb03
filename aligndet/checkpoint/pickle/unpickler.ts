/**
 * @module Reads pickles of protocols 0 to 5 into inert values and runs nothing. Every length is checked against the
 * rest of the file before memory is allocated, so a small file cannot request much memory.
 */
import { AlignDetError, CheckpointError } from '../../core/portable.js';
import type { ByteSource } from '../byte-source.js';
import { Budget } from './budget.js';
import { ByteCursor } from './byte-cursor.js';
import { type Call, construct } from './classes.js';
import { corrupt } from './corrupt.js';
import { assertShallow } from './depth.js';
import { heldBytes, readBytes } from './held-bytes.js';
import { LITERALS, latin, memoIndex, type StringEncoding } from './literals.js';
import { Machine, pairs } from './machine.js';
import { NumpyArray, NumpyDType } from './numpy.js';
import { NEWEST_PROTOCOL, op } from './opcodes.js';
import { namedArguments } from './refusals.js';
import { decodeText } from './text.js';
import { mention } from './torch-values.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/**
 * Max bytes of a pickle: that of a checkpoint with a hundred thousand tensors has 30 MB. Values take about ten times
 * that.
 */
const LARGEST_PICKLE = 1 << 28;

/** Max length of a class name, with its module. */
const LONGEST_NAME = 1000;

/** Max length of an error message, which may contain text of the file. */
const LONGEST_MESSAGE = 1000;

export interface UnpickleOptions {
  /** Returns the value of a persistent id. Without it, persistent ids are rejected. */
  persistentLoad?: (id: PyValue) => PyValue;
  encoding?: StringEncoding;
  /** Shared by the pickles of one file. */
  budget?: Budget;
  /** Collects the dotted paths that the pickle names. */
  globals?: Set<string>;
  /** Collects the paths of the classes that became records. */
  unknownClasses?: Set<string>;
}

export interface Unpickled {
  readonly value: PyValue;
  /** Offset of the byte after the pickle. */
  readonly end: number;
}

/**
 * Reads the pickle at offset `start`.
 *
 * @throws {CheckpointError} if it is corrupt, too deep, or requests something that is not on the allow list.
 */
export function unpickle(source: ByteSource, start = 0, options: UnpickleOptions = {}): Unpickled {
  const reader = new Unpickler(new ByteCursor(source, start), options);
  try {
    const value = reader.run(start + LARGEST_PICKLE);
    assertShallow(value);
    return { value, end: reader.cursor.position };
  } catch (cause) {
    const whole = cause instanceof AlignDetError ? cause.message : `the pickle is corrupt: ${String(cause)}`;
    const message = whole.length > LONGEST_MESSAGE ? `${whole.slice(0, LONGEST_MESSAGE)}...` : whole;
    throw new CheckpointError(message.startsWith(source.name) ? message : `${source.name}: ${message}`, {
      cause,
    });
  }
}

type Instruction = (this: Unpickler) => void;

class Unpickler {
  readonly machine = new Machine((bytes) => this.#spend(bytes));
  readonly #budget: Budget;
  /** Offset up to which the budget has counted. */
  #earnedTo: number;

  constructor(
    readonly cursor: ByteCursor,
    readonly options: UnpickleOptions,
  ) {
    this.#budget = options.budget ?? new Budget();
    this.#earnedTo = cursor.position;
  }

  run(limit: number): PyValue {
    const { cursor, machine } = this;
    const encoding = this.options.encoding ?? 'utf-8';
    for (;;) {
      const code = cursor.byte();
      if (code === op.STOP) return machine.pop();
      if (cursor.position > limit) throw corrupt('it is larger than the pickle of any checkpoint');
      const literal = LITERALS.get(code);
      if (literal === undefined) instructionOf(code).call(this);
      else machine.make(literal(cursor, encoding));
    }
  }

  #spend(bytes: number): void {
    if (this.#budget.spend(bytes)) return;
    this.#budget.earn(this.cursor.position - this.#earnedTo);
    this.#earnedTo = this.cursor.position;
    if (!this.#budget.spend(0)) throw this.#budget.exceeded();
  }

  global(module: PyValue, name: PyValue): PyValue {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw corrupt('the name of a class is not a string');
    if (module.length + name.length > LONGEST_NAME) throw corrupt('the name of a class is too long');
    const named = new PyGlobal(module, name);
    this.options.globals?.add(named.path);
    return mention(named);
  }

  instance(cls: PyValue, args: PyValue, call: Call): void {
    if (!(args instanceof PyTuple)) throw corrupt('the arguments are not a tuple');
    const value = construct(cls, args.items, call);
    if (!(value instanceof PyObject)) this.machine.spend(readBytes(args.items));
    if (value instanceof PyObject) this.options.unknownClasses?.add(value.cls.path);
    this.machine.make(value);
  }

  persistent(id: PyValue): void {
    if (this.options.persistentLoad === undefined) throw corrupt('it refers to data outside the file');
    this.machine.make(this.options.persistentLoad(id));
  }
}

const INSTRUCTIONS = new Map<number, Instruction>([
  [op.PROTO, assertProtocol],
  [op.FRAME, assertFrame],
  [op.MARK, pick((machine) => machine.mark())],
  [op.POP, pick((machine) => machine.drop())],
  [op.POP_MARK, pick((machine) => machine.popMark())],
  [op.DUP, pick((machine) => machine.push(machine.top()))],

  [op.LIST, pick((machine) => machine.make(machine.popMark()))],
  [op.APPEND, pick((machine) => machine.append(machine.popMany(1)))],
  [op.APPENDS, pick((machine) => machine.append(machine.popMark()))],
  [op.TUPLE, pick((machine) => machine.make(new PyTuple(machine.popMark())))],
  [op.TUPLE1, pick((machine) => machine.make(new PyTuple(machine.popMany(1))))],
  [op.TUPLE2, pick((machine) => machine.make(new PyTuple(machine.popMany(2))))],
  [op.TUPLE3, pick((machine) => machine.make(new PyTuple(machine.popMany(3))))],
  [op.DICT, pick((machine) => machine.make(new PyDict(pairs(machine.popMark()))))],
  [op.SETITEM, pick((machine) => machine.setItems(machine.popMany(2)))],
  [op.SETITEMS, pick((machine) => machine.setItems(machine.popMark()))],
  [op.FROZENSET, pick((machine) => machine.make(new PySet(machine.popMark(), 'frozenset')))],
  [op.ADDITEMS, pick((machine) => machine.addItems(machine.popMark()))],

  [op.GET, pick((machine, cursor) => machine.push(machine.recall(memoIndex(cursor.line()))))],
  [op.BINGET, pick((machine, cursor) => machine.push(machine.recall(cursor.byte())))],
  [op.LONG_BINGET, pick((machine, cursor) => machine.push(machine.recall(cursor.uint32())))],
  [op.PUT, pick((machine, cursor) => machine.store(memoIndex(cursor.line())))],
  [op.BINPUT, pick((machine, cursor) => machine.store(cursor.byte()))],
  [op.LONG_BINPUT, pick((machine, cursor) => machine.store(cursor.uint32()))],
  [op.MEMOIZE, pick((machine) => machine.store())],

  [op.GLOBAL, pushGlobal],
  [op.STACK_GLOBAL, pushStackGlobal],
  [op.REDUCE, reduce],
  [op.NEWOBJ, newInstance],
  [op.NEWOBJ_EX, newInstanceWithNames],
  [op.OBJ, oldInstance],
  [op.INST, oldNamedInstance],
  [op.BUILD, pick(build)],
  [op.BINPERSID, pushPersistent],
  [op.PERSID, pushNamedPersistent],
]);

function instructionOf(code: number): Instruction {
  const instruction = INSTRUCTIONS.get(code);
  if (instruction !== undefined) return instruction;
  throw corrupt(`it has the opcode 0x${code.toString(16).padStart(2, '0')}, which no checkpoint uses`);
}

function pick(step: (machine: Machine, cursor: ByteCursor) => void): Instruction {
  return function (this: Unpickler) {
    step(this.machine, this.cursor);
  };
}

function assertProtocol(this: Unpickler): void {
  const protocol = this.cursor.byte();
  if (protocol > NEWEST_PROTOCOL)
    throw corrupt(`its protocol is ${protocol}, but the newest supported is ${NEWEST_PROTOCOL}`);
}

/** Frames only say how much to read ahead. */
function assertFrame(this: Unpickler): void {
  if (this.cursor.uint64() > this.cursor.left) throw corrupt('a frame is longer than the file');
}

function pushGlobal(this: Unpickler): void {
  const module = decodeText(this.cursor.line());
  this.machine.make(this.global(module, decodeText(this.cursor.line())));
}

function pushStackGlobal(this: Unpickler): void {
  const [module, name] = this.machine.popMany(2);
  this.machine.make(this.global(module, name));
}

function reduce(this: Unpickler): void {
  const [callee, args] = this.machine.popMany(2);
  this.instance(callee, args, 'reduce');
}

function newInstance(this: Unpickler): void {
  const [cls, args] = this.machine.popMany(2);
  this.instance(cls, args, 'new');
}

function newInstanceWithNames(this: Unpickler): void {
  const [cls, args, named] = this.machine.popMany(3);
  if (!(named instanceof PyDict) || named.size > 0) throw namedArguments(cls);
  this.instance(cls, args, 'new');
}

function oldInstance(this: Unpickler): void {
  const [cls, ...args] = this.machine.popMark();
  this.instance(cls, new PyTuple(args), 'new');
}

function oldNamedInstance(this: Unpickler): void {
  const module = decodeText(this.cursor.line());
  const cls = this.global(module, decodeText(this.cursor.line()));
  this.instance(cls, new PyTuple(this.machine.popMark()), 'new');
}

function pushPersistent(this: Unpickler): void {
  this.persistent(this.machine.pop());
}

function pushNamedPersistent(this: Unpickler): void {
  this.persistent(latin(this.cursor.line()));
}

/** Applies the state to the instance below it, as `__setstate__` would. */
function build(machine: Machine): void {
  const state = machine.pop();
  const target = machine.top();
  if (target instanceof NumpyArray || target instanceof NumpyDType) {
    target.build(state);
    machine.spend(heldBytes(target));
  } else if (target instanceof PyObject) target.state = state;
  else if (target instanceof PyDict && state instanceof PyDict) target.attributes = state;
  else throw corrupt('it sets the state of a value that has none');
}
