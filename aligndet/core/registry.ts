/**
 * @module Components, and the registries that configs refer to.
 *
 * A component is a value `{ type, schema, build }`. A registry is made from a list of components, so importing a file
 * registers nothing and a test can create its own registry. A config of a component is `{ type: '...', ...options }`;
 * an option that holds another component is a `slot` in the schema.
 */
import type { z } from 'zod';
import { formatPath, issuesOf, type OptionNames } from './config-issues.js';
import { ConfigError, type ConfigIssue, NotBuiltError } from './errors.js';
import { type Progress, silentProgress } from './progress.js';
import { nothingPublished, type PublishedNames } from './published.js';
import { type ComponentConfig, parsingWith } from './slot.js';
import { didYouMean, surelyMeant } from './suggest.js';
import { describeValue, inOurWords } from './value-words.js';

/**
 * The type that each slot builds. Contract files add theirs by declaration merging:
 * `declare module '../core/registry.js' { interface Slots { loss: Loss } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Slots {}

/**
 * The component lists of the registries, by slot: `loss`, or `loss:mine` for another list of the same slot.
 * Types of configs are derived from them. Folders add theirs by declaration merging:
 * `declare module '../core/registry.js' { interface SlotLists { loss: typeof losses } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface SlotLists {}

/**
 * Components of users, by any key: `declare module 'aligndet' { interface Components { GHMC: typeof ghmc } }`.
 * Configs
 * are typed after them as they are after the built-in ones; each says its slot.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Components {}

export interface Component<
  Type extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
  Built = unknown,
  Slot extends string = string,
> {
  /**
   * What the component is: `loss`, `neck`. Components of users need it; built-in ones are in the list of their slot.
   */
  readonly slot?: Slot;
  /** Take the place of the component that has this name already. */
  readonly force?: boolean;
  /** Published name, such as `FPN`. */
  readonly type: Type;
  /** Strict schema of the options, without `type`. */
  readonly schema: Schema;
  /**
   * Builds the component from validated options. Absent: declared only, so configs validate but building is an error.
   */
  readonly build?: (options: z.output<Schema>, builder: Builder) => Built;
}

/** What a component of slot `Slot` builds; anything when it names none. */
type BuiltIn<Slot> = [Slot] extends [never] ? unknown : Slot extends keyof Slots ? Slots[Slot] : unknown;

/**
 * Names a component; keeps the literal types of its name, slot and schema.
 *
 * @param component with a `slot`, what it builds has to be what that slot holds.
 * @example
 * ```ts
 * import { defineComponent, z } from 'aligndet/components';
 *
 * export const myHook = defineComponent({
 *   slot: 'hook',
 *   type: 'MyHook',
 *   schema: z.strictObject({ interval: z.number().int().positive().default(50) }),
 *   build: ({ interval }) => ({
 *     name: 'MyHook',
 *     afterTrainIter(runner) {
 *       if (runner.isEvery(interval, 'iter')) runner.logger.info(`Iteration ${runner.iter + 1}`);
 *     },
 *   }),
 * });
 * ```
 */
export function defineComponent<
  const Type extends string,
  Schema extends z.ZodObject,
  Built extends BuiltIn<Slot>,
  const Slot extends keyof Slots & string = never,
>(component: Component<Type, Schema, Built, Slot>): Component<Type, Schema, Built, Slot> {
  return component;
}

/** The config type of component `C`, derived from its schema, with children by slot. */
export type ConfigOf<C> =
  C extends Component<infer Type, infer Schema, infer _Built, infer _Slot>
    ? { type: Type } & (z.input<Schema> extends Record<string, never> ? unknown : z.input<Schema>)
    : never;

/** Any component, whatever its options are. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds components of all options; `build` is contravariant in
// them
export type AnyComponent = Component<string, any, any>;

/** The components of one slot, by name. */
export class Registry {
  readonly #components = new Map<string, AnyComponent>();

  /**
   * @param slot name of the slot: `loss`, `backbone`. @throws {ConfigError} when two components have the same name.
   */
  constructor(
    readonly slot: string,
    components: Iterable<AnyComponent>,
  ) {
    for (const component of components) {
      if (this.#components.has(component.type)) {
        throw new ConfigError(
          `Two components are registered as ${slot} "${component.type}". Rename or remove one of them.`,
        );
      }
      this.#components.set(component.type, component);
    }
  }

  get(type: string): AnyComponent | undefined {
    return this.#components.get(type);
  }

  types(): string[] {
    return [...this.#components.keys()];
  }

  components(): AnyComponent[] {
    return [...this.#components.values()];
  }
}

/** A module, seen from here: it takes others for children. */
interface Adopting {
  adopt(name: string, module: unknown): void;
}

interface StatefulChild {
  /** Path of the option that it was built from. */
  readonly name: string;
  readonly module: Adopting;
}

function isAdopting(value: unknown): value is Adopting {
  return typeof (value as Partial<Adopting> | null | undefined)?.adopt === 'function';
}

type Parsed = { config: ComponentConfig } | { issues: ConfigIssue[] };

/** Validates configs against the registries and builds the components they name. */
export class Builder {
  readonly #registries = new Map<string, Registry>();
  /** The children with state of each component that is being built, outermost first. */
  readonly #childrenOfOpen: StatefulChild[][] = [];
  /** Progress of components that read large files when they are built. */
  progress: Progress = silentProgress;

  /**
   * @param published names of other projects, which messages and fixes do not treat as misspellings.
   * @param files of components of users: the module that exports each.
   */
  constructor(
    registries: Iterable<Registry>,
    readonly published: PublishedNames = nothingPublished,
    readonly files: ReadonlyMap<AnyComponent, string> = new Map(),
  ) {
    for (const registry of registries) {
      const known = this.#registries.get(registry.slot);
      this.#registries.set(
        registry.slot,
        known === undefined
          ? registry
          : new Registry(registry.slot, [...known.components(), ...registry.components()]),
      );
    }
  }

  registry(slot: string): Registry {
    const registry = this.#registries.get(slot);
    if (registry === undefined) throw new ConfigError(`No registry for the slot "${slot}".`);
    return registry;
  }

  registries(): Registry[] {
    return [...this.#registries.values()];
  }

  readonly optionNames: OptionNames = {
    isPublished: (name) => this.published.hasOption(name),
    isBuilt: (name) =>
      this.registries().some((registry) =>
        registry.components().some(({ schema }) => Object.hasOwn(schema.shape, name)),
      ),
  };

  /** All issues of `config` as a component of `slot`; empty when it is valid. */
  check(slot: string, config: unknown, path = ''): ConfigIssue[] {
    const parsed = this.#parse(slot, config);
    return 'issues' in parsed ? prefixed(parsed.issues, path) : [];
  }

  /**
   * `config` with the defaults of its schemas, including children.
   *
   * @throws {ConfigError} with all issues, each at its path below `path`.
   */
  parse(slot: string, config: unknown, path = ''): ComponentConfig {
    const parsed = this.#parse(slot, config);
    if ('issues' in parsed) throw ConfigError.of(prefixed(parsed.issues, path));
    return parsed.config;
  }

  /**
   * Builds the component of `config`.
   *
   * @throws {ConfigError} when the config does not match its schema.
   * @throws {NotBuiltError} when the component is declared only.
   */
  build<S extends keyof Slots & string>(slot: S, config: unknown, path = ''): Slots[S] {
    const { type, ...options } = this.parse(slot, config, path);
    const component = this.registry(slot).get(type);
    if (component?.build === undefined) {
      throw new NotBuiltError(
        `${path === '' ? '' : `${path}: `}the ${slot} "${type}" is declared but not implemented yet: its config is checked, but it cannot be built.`,
      );
    }
    const children: StatefulChild[] = [];
    this.#childrenOfOpen.push(children);
    let built: unknown;
    try {
      built = component.build(options, this);
    } catch (error) {
      throw path === '' ? error : below(path, error);
    } finally {
      this.#childrenOfOpen.pop();
    }
    this.#adopt(built, children, path);
    return built as Slots[S];
  }

  /** State of components that are no modules becomes part of the nearest module that holds them, to be saved with it. */
  #adopt(built: unknown, children: readonly StatefulChild[], path: string): void {
    const above = this.#childrenOfOpen.at(-1);
    if (isAdopting(built)) for (const { name, module } of children) built.adopt(name, module);
    else for (const { name, module } of children) above?.push({ name: formatPath([path, name]), module });
    const module = isAdopting(built) ? undefined : (built as { module?: unknown } | null | undefined)?.module;
    if (isAdopting(module)) above?.push({ name: path, module });
  }

  /** The components in `config` that are declared only, as `slot "type"`; empty for a config that can be built. */
  declaredIn(slot: string, config: unknown): string[] {
    const found = new Set<string>();
    const noting = {
      parse: (name: string, child: unknown): ComponentConfig => {
        const { type } = child as ComponentConfig;
        const component = this.registry(name).get(type);
        if (component?.build === undefined) found.add(`${name} "${type}"`);
        const { type: _, ...options } = child as ComponentConfig;
        parsingWith(noting, () => component?.schema.safeParse(options));
        return child as ComponentConfig;
      },
    };
    noting.parse(slot, this.parse(slot, config));
    return [...found];
  }

  #parse(slot: string, config: unknown): Parsed {
    if (typeof config !== 'object' || config === null || Array.isArray(config)) {
      return fail(
        '',
        `expected ${article(slot)} ${slot}, { type: '...' }, but got ${describeValue(config)}.`,
      );
    }
    const { type, ...options } = config as Record<string, unknown>;
    const registry = this.registry(slot);
    if (typeof type !== 'string') {
      return fail(
        'type',
        type === undefined
          ? `missing. Expected the name of ${article(slot)} ${slot}. Known: ${listed(registry.types())}.`
          : `expected the name of ${article(slot)} ${slot}, a string, but got ${describeValue(type)}.`,
      );
    }
    const component = registry.get(type);
    if (component === undefined) return { issues: [this.#unknownName(registry, type)] };
    const result = parsingWith(this, () => component.schema.safeParse(options, { error: inOurWords }));
    if (!result.success) {
      return { issues: issuesOf(result.error, component.schema, options, this.optionNames) };
    }
    return { config: { type, ...(result.data as Record<string, unknown>) } };
  }

  /** A name of another slot or another project is never treated as a misspelling. */
  #unknownName(registry: Registry, name: string): ConfigIssue {
    const { slot } = registry;
    const known = registry.types();
    const elsewhere = this.registries().find((other) => other.get(name) !== undefined);
    const publisher = this.published.publisherOf(name.slice(name.lastIndexOf('.') + 1));
    const told = `no ${slot} is called "${name}"`;
    const list = `Known: ${listed(known)}.`;
    if (elsewhere !== undefined)
      return {
        path: 'type',
        message: `${told}: it is ${article(elsewhere.slot)} ${elsewhere.slot}. ${list}`,
      };
    if (publisher !== undefined) {
      const message = `${told}: it is published by ${publisher}, but not implemented here. ${list}`;
      return { path: 'type', message };
    }
    const rename = surelyMeant(name, known, this.published.components());
    const message = `${told}.${didYouMean(name, known)} ${list}`;
    return { path: 'type', message, ...(rename !== undefined && { rename }) };
  }
}

function fail(path: string, message: string): Parsed {
  return { issues: [{ path, message }] };
}

function prefixed(issues: readonly ConfigIssue[], path: string): ConfigIssue[] {
  return issues.map((issue) => ({ ...issue, path: formatPath([path, issue.path]) }));
}

/** Moves issues of a component or its children to the path one level above. */
function below(path: string, error: unknown): unknown {
  if (!(error instanceof ConfigError || error instanceof NotBuiltError)) return error;
  const { message, cause } = error;
  const placed = STARTS_WITH_PATH.test(message) ? `${path}.${message}` : `${path}: ${message}`;
  const options = cause === undefined ? {} : { cause };
  if (error instanceof NotBuiltError) return new NotBuiltError(placed, options);
  if (error.issues.length > 0) return ConfigError.of(prefixed(error.issues, path));
  return new ConfigError(placed, [], options);
}

/** `num_heads: ...` or `attn_cfgs.0.num_heads: ...`, and not `DETRHead: ...`. */
const STARTS_WITH_PATH = /^[a-z]\w*(\.\w+)*: /;

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
