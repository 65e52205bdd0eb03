/** @module A type that tells a slip of the pen from a name of one's own, for the top level of configs. */

declare const typo: unique symbol;

/** `unknown` for a key of one's own; for one that is a letter away from `Known`, a type that says so and that nothing has. */
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

/** Whether a letter too many, one too few, another one, or two swapped tell `A` from `B`. */
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
