/** @module One compiled signature: runs forward in one TensorFlow function, and backward in another. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../tfjs.js';
import { ancestors, cut, isSame, type Piece } from './cut.js';
import type { GraphNode, GraphTensor } from './graph.js';
import type { RecordedGradient, Recording } from './recording.js';
import { type Structure, unflatten } from './structure.js';
import { activeTape, addToTape, type TapeNode, withTape } from './tape.js';
import { isVariable } from './trace.js';

/** What to differentiate with respect to: arguments by index, and variables. */
interface Requested {
  readonly arguments: readonly number[];
  readonly variables: readonly Variable[];
}

/** The forward function, and the tensors that it saves for the backward one in addition to the outputs. */
interface ForwardPass {
  readonly piece: Piece;
  readonly leftovers: readonly GraphTensor[];
}

/** The result of one forward run. */
interface ForwardRun {
  readonly requested: Requested;
  readonly outputs: Tensor[];
  /** Saved results that the gradient needs. */
  readonly leftovers: ReadonlyMap<GraphTensor, Tensor>;
}

export class Signature {
  readonly #recording: Recording;
  readonly #argumentNumbers: ReadonlyMap<GraphNode, number>;
  readonly #captures: ReadonlyMap<GraphNode, Tensor>;
  readonly #wasTrainable: ReadonlyMap<Variable, boolean>;
  readonly #forward = new Map<string, ForwardPass>();
  readonly #backward = new Map<string, Piece>();
  #lastTape: readonly TapeNode[] | undefined;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#argumentNumbers = new Map(recording.arguments.map(({ node }, i) => [node, i]));
    this.#captures = new Map(
      recording.trace.captures.map(({ graphTensor, source }) => [graphTensor.node, source]),
    );
    const variables = [...this.#captures.values()].filter(isVariable);
    this.#wasTrainable = new Map(variables.map((variable) => [variable, variable.trainable]));
  }

  get hasGradient(): boolean {
    return this.#recording.gradient !== undefined;
  }

  /** Whether copied variables have unchanged values, and trainable ones are still trainable. */
  get isCurrent(): boolean {
    const hasValues = [...this.#recording.trace.frozen].every(([{ dataId }, copied]) => dataId === copied);
    return hasValues && [...this.#wasTrainable].every(([{ trainable }, then]) => trainable === then);
  }

  /** Whether a gradient of the active tape may still use it. */
  get isOnTape(): boolean {
    return this.#lastTape !== undefined && this.#lastTape === activeTape();
  }

  /** Runs forward and saves nothing for a gradient. */
  run(given: readonly Tensor[]): Structure {
    const { outputs } = this.#runForward(given);
    return unflatten(this.#recording.template, outputs);
  }

  /**
   * Runs forward and puts one node on the gradient tape.
   *
   * @param likely indices of the arguments that need a gradient. Another one that turns up costs a second run.
   */
  runOnTape(given: readonly Tensor[], likely: readonly number[]): Structure {
    this.#lastTape = activeTape();
    const variables = [...this.#gradient.variableGradients.keys()];
    const forward = this.#runForward(given, { arguments: likely, variables });
    const shared = given.map((tensor) => tf.keep(withoutTape(() => tensor.clone())));
    const inputs: [string, Tensor][] = [
      ...given.map((tensor, i): [string, Tensor] => [`argument${i}`, tensor]),
      ...variables.map((variable, i): [string, Tensor] => [`variable${i}`, variable]),
    ];
    const gradientsBy = (names: readonly string[], dys: readonly (Tensor | undefined)[]) => {
      const numbers = (prefix: string) =>
        names.filter((name) => name.startsWith(prefix)).map((name) => Number(name.slice(prefix.length)));
      const requested = {
        arguments: numbers('argument'),
        variables: numbers('variable').map((i) => variables[i]),
      };
      return this.#runBackward(requested, forward, shared, dys);
    };
    addToTape({
      kernelName: 'CompiledFunction',
      inputs: Object.fromEntries(inputs),
      outputs: forward.outputs,
      saved: [...shared, ...forward.leftovers.values()],
      gradient(this: TapeNode, dys) {
        const names = Object.keys(this.inputs);
        const gradients = gradientsBy(names, dys);
        return Object.fromEntries(names.map((name, i) => [name, () => gradients[i]]));
      },
    });
    return unflatten(this.#recording.template, forward.outputs);
  }

  dispose(): void {
    for (const { piece } of this.#forward.values()) piece.body.dispose();
    for (const piece of this.#backward.values()) piece.body.dispose();
    this.#recording.trace.dispose();
  }

  get #gradient(): RecordedGradient {
    return this.#recording.gradient!;
  }

  #runForward(given: readonly Tensor[], requested: Requested = { arguments: [], variables: [] }): ForwardRun {
    const { piece, leftovers } = this.#forwardPass(requested);
    const results = piece.body.call(piece.inputs.map((input) => this.#bind(input, given)));
    const found = piece.positions.map((position) => results[position]);
    const numOutputs = this.#recording.outputs.length;
    const outputs = withoutTape(() =>
      found.slice(0, numOutputs).map((tensor, i) => (found.indexOf(tensor) < i ? tensor.clone() : tensor)),
    );
    const kept = found.slice(numOutputs).map((tensor) => {
      const isOutput = outputs.includes(tensor);
      return tf.keep(isOutput ? withoutTape(() => tensor.clone()) : tensor);
    });
    return { requested, outputs, leftovers: new Map(leftovers.map((leftover, i) => [leftover, kept[i]])) };
  }

  /** @returns one gradient for each requested argument and variable, in that order. */
  #runBackward(
    requested: Requested,
    forward: ForwardRun,
    given: readonly Tensor[],
    dys: readonly (Tensor | undefined)[],
  ): Tensor[] {
    const { outputs } = this.#recording;
    const isForeseen = requested.arguments.every((i) => forward.requested.arguments.includes(i));
    const source = isForeseen ? forward : this.#runForward(given, requested);
    const piece = this.#backwardPiece(requested);
    const gradientNodes = new Map(this.#gradient.outputGradients.map((gradient, i) => [gradient?.node, i]));
    const leftovers = [...source.leftovers];
    const results = piece.body.call(
      piece.inputs.map((input) => {
        const output = gradientNodes.get(input.node);
        if (output !== undefined) return dys[output] ?? tf.zeros(outputs[output].shape);
        return leftovers.find(([graphTensor]) => isSame(graphTensor, input))?.[1] ?? this.#bind(input, given);
      }),
    );
    for (const [, tensor] of leftovers) tensor.dispose();
    const graphTensors = this.#gradientsOf(requested);
    const shapes = [
      ...requested.arguments.map((i) => given[i].shape),
      ...requested.variables.map(({ shape }) => shape),
    ];
    let next = 0;
    return graphTensors.map((graphTensor, i) =>
      graphTensor === undefined ? tf.zeros(shapes[i]) : results[piece.positions[next++]],
    );
  }

  #forwardPass(requested: Requested): ForwardPass {
    const key = keyOf(requested, [...this.#wasTrainable.keys()]);
    let pass = this.#forward.get(key);
    if (pass === undefined) {
      const { trace, outputs } = this.#recording;
      const leftovers = this.hasGradient ? this.#leftoversFor(requested) : [];
      pass = { piece: cut(trace.graph, [...outputs, ...leftovers]), leftovers };
      this.#forward.set(key, pass);
    }
    return pass;
  }

  #backwardPiece(requested: Requested): Piece {
    const key = keyOf(requested, [...this.#wasTrainable.keys()]);
    let piece = this.#backward.get(key);
    if (piece === undefined) {
      const gradients = this.#gradientsOf(requested).filter((gradient) => gradient !== undefined);
      piece = cut(this.#recording.trace.graph, gradients, this.#isForwardResult);
      this.#backward.set(key, piece);
    }
    return piece;
  }

  #leftoversFor(requested: Requested): GraphTensor[] {
    const gradients = this.#gradientsOf(requested).filter((gradient) => gradient !== undefined);
    const { inputs } = ancestors(gradients, this.#isForwardResult);
    return inputs.filter(({ node }) => node.op !== 'Placeholder');
  }

  /** Results of the forward pass. Those that depend only on the weights are recomputed: they are small and fast. */
  readonly #isForwardResult = (node: GraphNode): boolean => node.varies && node.order < this.#gradient.mark;

  #gradientsOf(requested: Requested): (GraphTensor | undefined)[] {
    const { argumentGradients, variableGradients } = this.#gradient;
    return [
      ...requested.arguments.map((i) => argumentGradients[i]),
      ...requested.variables.map((variable) => variableGradients.get(variable)),
    ];
  }

  #bind({ node }: GraphTensor, given: readonly Tensor[]): Tensor {
    const argument = this.#argumentNumbers.get(node);
    return argument === undefined ? this.#captures.get(node)! : given[argument];
  }
}

function keyOf(requested: Requested, variables: readonly Variable[]): string {
  return `${requested.arguments.join()};${requested.variables.map((variable) => variables.indexOf(variable)).join()}`;
}

function withoutTape<T>(work: () => T): T {
  return withTape(false, work).result;
}
