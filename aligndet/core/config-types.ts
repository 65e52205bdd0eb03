/**
 * @module TypeScript types of configs. They follow from the schemas of the registered components alone: each
 * {@link SlotRef} in a schema's input becomes the union of the configs in its slot's lists.
 */
import type { Components, ConfigOf, SlotLists } from './registry.js';
import type { ComponentConfig, SlotMark, SlotRef, SlotRules } from './slot.js';

type Atom = string | number | bigint | boolean | null | undefined;

/** The lists of slot `Name`: `loss`, `loss:selfsup`, ... */
type ListsOf<Name extends string> = SlotLists[keyof SlotLists & (Name | `${Name}:${string}`)];

/** Components of users that say slot `Name`. */
type UsersOf<Name extends string> = Extract<Components[keyof Components], { readonly slot?: Name }>;

/** Schema inputs of every component of slot `Name`, children still by name. */
type InputsOf<Name extends string> = [ListsOf<Name>] extends [never]
  ? ComponentConfig
  : (ListsOf<Name> extends readonly (infer Item)[] ? ConfigOf<Item> : never) | ConfigOf<UsersOf<Name>>;

/** `Step` may be written `step`; `OneCycle` must be written as is. */
type PolicyOf<Type extends string> = Capitalize<Lowercase<Type>> extends Type ? Type | Lowercase<Type> : Type;

/** Keys that the holder reads, in addition to the component's. */
type OwnOf<Rules> = Rules extends { own: { _zod: { input: infer Own } } } ? Own : unknown;

/** The config of one component in a slot with rules of its own. */
type Ruled<Config, Rules> = Config extends { type: infer Type extends string }
  ? OwnOf<Rules> &
      (Rules extends { nameKey: 'policy' }
        ? { policy: PolicyOf<Type> } & Omit<Config, 'type' | keyof OwnOf<Rules>>
        : Rules extends { fallback: Type }
          ? { type?: Type } & Omit<Config, 'type' | keyof OwnOf<Rules>>
          : Omit<Config, keyof OwnOf<Rules>>)
  : never;

type Plain<Rules> = [keyof Rules] extends [never] ? true : false;

type SlotInput<Name extends string, Rules> =
  Plain<Rules> extends true ? InputsOf<Name> : Ruled<InputsOf<Name>, Rules>;

type ListOf<Rules, Item> = Rules extends { list: string } | { each: true } ? readonly Item[] : never;

/** A complete config: everything that its schemas require, including children. */
export type Complete<Input> = unknown extends Input
  ? Input
  : Input extends Atom
    ? Input
    : SlotMark extends keyof Input
      ? Input extends SlotRef<infer Name, infer Rules extends SlotRules>
        ? Complete<SlotInput<Name, Rules>> | ListOf<Rules, Complete<InputsOf<Name>>>
        : never
      : Input extends readonly unknown[]
        ? { readonly [Index in keyof Input]: Complete<Input[Index]> }
        : { [Key in keyof Input]: Complete<Input[Key]> };

/**
 * A config that is merged into one from `_base_`: keys may be left out at every depth, `_delete_: true` drops what
 * was
 * inherited. Lists replace, so their elements are {@link Complete}.
 *
 * The list shorthand of a dataset is left out: with it TypeScript could not report which key of a dataset is wrong.
 */
export type Change<Input> = unknown extends Input
  ? Input
  : Input extends Atom
    ? Input
    : SlotMark extends keyof Input
      ? Input extends SlotRef<infer Name, infer Rules extends SlotRules>
        ?
            | Change<SlotInput<Name, Rules>>
            | (Rules extends { each: true } ? readonly SlotConfig<Name>[] : never)
        : never
      : Input extends readonly unknown[]
        ? Complete<Input>
        : { [Key in keyof Input]?: Change<Input[Key]> } & {
            /** Replace the inherited object instead of merging into it. */
            _delete_?: boolean;
          };

/** The complete config of a component of slot `Name`, as in an element of a list or a shared constant. */
export type SlotConfig<Name extends string> = Complete<InputsOf<Name>>;
