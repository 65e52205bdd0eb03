/** @module A type that tells a misspelt key from a variable of the author, for the top level of configs. */

declare const typo: unique symbol;

/**
 * `unknown` for a variable of the author; for a key one letter away from `Known`, a type that no value has and that
 * names the known key.
 */
export type Typo<Key extends string, Known extends string> = Key extends Known
  ? unknown
  : [Meant<Key, Known>] extends [never]
    ? unknown
    : `Did you mean "${Meant<Key, Known>}"?` & { readonly [typo]: true };

/** Those of `Known` that are a letter away from `Key`. */
type Meant<Key extends string, Known extends string> = Known extends string
  ? IsLetterAway<Key, Known> extends true
    ? Known
    : never
  : never;

/** Whether `A` and `B` differ by one inserted, deleted or replaced letter, or two swapped ones. */
type IsLetterAway<A extends string, B extends string> = A extends `${infer X}${infer RestA}`
  ? B extends `${infer Y}${infer RestB}`
    ? X extends Y
      ? IsLetterAway<RestA, RestB>
      : RestA extends RestB | B
        ? true
        : A extends RestB
          ? true
          : IsSwapped<X, RestA, Y, RestB>
    : IsEmpty<RestA>
  : B extends `${infer _}${infer RestB}`
    ? IsEmpty<RestB>
    : false;

type IsSwapped<
  X extends string,
  RestA extends string,
  Y extends string,
  RestB extends string,
> = RestA extends `${Y}${infer Rest}` ? (RestB extends `${X}${Rest}` ? true : false) : false;

type IsEmpty<Text extends string> = Text extends '' ? true : false;
