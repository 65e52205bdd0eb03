/**
 * @module The base class of everything with weights: a tree of children, parameters and buffers with PyTorch's names.
 */
import type { RandomSource } from '../core/index.js';
import type { InitContext } from './init/context.js';
import type { InitCfg } from './init/init-cfg.js';
import { initialize } from './init/initialize.js';
import type { Parameter } from './parameter.js';
import type { StateDict } from './state-dict.js';

/** Children named as in PyTorch: `layer1.0.conv1.weight`. The registration order is the order of the state dict. */
export abstract class Module {
  readonly #parameters = new Map<string, Parameter>();
  readonly #buffers = new Map<string, Parameter>();
  readonly #children = new Map<string, Module>();
  #training = true;

  /** @param initCfg initialization by {@link initWeights} of this module and below; the published `init_cfg`. */
  constructor(readonly initCfg: InitCfg | readonly InitCfg[] | null = null) {}

  /** Names by which the `layer` of an initializer selects this module: PyTorch's class and its base. */
  get kinds(): readonly string[] {
    return [];
  }

  /** Whether the module is in training mode: batch statistics, dropout. */
  get training(): boolean {
    return this.#training;
  }

  /** Registers a child and returns it, so that a field can be set in one line. */
  protected child<M extends Module>(name: string, module: M): M {
    this.#children.set(name, module);
    return module;
  }

  /**
   * Registers the state of a component that is not a module itself, such as a loss with a running mean, unless it is
   * already registered. A builder does this for every component with a `module` that it creates for this one.
   */
  adopt(name: string, module: Module): void {
    if (![...this.#children.values()].includes(module)) this.child(name, module);
  }

  protected parameter(name: string, parameter: Parameter): Parameter {
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** A tensor that is saved with the weights but never trained. */
  buffer(name: string, buffer: Parameter): Parameter {
    this.#buffers.set(name, buffer);
    return buffer;
  }

  children(): IterableIterator<[string, Module]> {
    return this.#children.entries();
  }

  /**
   * Switches this module and everything below to training or evaluation mode. Override to keep frozen modules in
   * evaluation mode.
   */
  train(mode = true): this {
    this.#training = mode;
    for (const module of this.#children.values()) module.train(mode);
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  /** Sets the random generator of the layers below, such as dropout. */
  drawFrom(random: RandomSource): void {
    for (const module of this.#children.values()) module.drawFrom(random);
  }

  /** This module and every module below, each once, parents first. */
  *namedModules(prefix = '', seen = new Set<Module>()): Generator<[string, Module]> {
    if (seen.has(this)) return;
    seen.add(this);
    yield [prefix, this];
    for (const [name, module] of this.#children) yield* module.namedModules(join(prefix, name), seen);
  }

  /** This module's own parameters, without those of its children. */
  ownParameters(): IterableIterator<[string, Parameter]> {
    return this.#parameters.entries();
  }

  ownBuffers(): IterableIterator<[string, Parameter]> {
    return this.#buffers.entries();
  }

  /** Every parameter of the tree, each once, under its first name. */
  *namedParameters(): Generator<[string, Parameter]> {
    const seen = new Set<Parameter>();
    for (const [path, module] of this.namedModules()) {
      for (const [name, parameter] of module.ownParameters()) {
        if (seen.has(parameter)) continue;
        seen.add(parameter);
        yield [join(path, name), parameter];
      }
    }
  }

  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  /**
   * Parameters and buffers under every name they have: a module that is registered twice is listed twice, as in
   * PyTorch.
   */
  *namedState(prefix = ''): Generator<[string, Parameter]> {
    for (const [name, parameter] of this.#parameters) yield [join(prefix, name), parameter];
    for (const [name, buffer] of this.#buffers) yield [join(prefix, name), buffer];
    for (const [name, module] of this.#children) yield* module.namedState(join(prefix, name));
  }

  /** Weights and buffers in the published layout; shared parameters share one array. */
  stateDict(): StateDict {
    const records = new Map<Parameter, ReturnType<Parameter['toRecord']>>();
    const state: StateDict = new Map();
    for (const [name, parameter] of this.namedState()) {
      const record = records.get(parameter) ?? parameter.toRecord();
      records.set(parameter, record);
      state.set(name, record);
    }
    return state;
  }

  /** The child that an `override` of `initCfg` calls `name`, or a module that is an attribute in PyTorch. */
  part(name: string): Module | undefined {
    return this.#children.get(name);
  }

  /** Applies the initialization of PyTorch's constructors, here and below. Called before {@link initWeights}. */
  resetParameters(random: RandomSource): void {
    for (const module of new Set(this.#children.values())) module.resetParameters(random);
  }

  /**
   * Initializes weights by `initCfg`, first here, then by those of the children; without one the constructor's values
   * remain.
   */
  initWeights(context: InitContext): void {
    if (this.initCfg !== null) {
      initialize(this, this.initCfg, context);
      if ('type' in this.initCfg && this.initCfg.type === 'Pretrained') return;
    }
    for (const module of new Set(this.#children.values())) module.initWeights(context);
  }

  /** Disposes every tensor of the tree. */
  dispose(): void {
    for (const parameter of new Set([...this.namedState()].map(([, state]) => state))) parameter.dispose();
  }
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
