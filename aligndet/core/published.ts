/** @module Names that other projects publish; none of them is treated as a misspelling. */

export interface PublishedNames {
  /** The project that publishes a component of this name; `undefined` when none is known. */
  publisherOf(component: string): string | undefined;
  /** Every component's name. */
  components(): Iterable<string>;
  /** Whether one of their components or configs has an option of this name. */
  hasOption(name: string): boolean;
}

export const nothingPublished: PublishedNames = {
  publisherOf: () => undefined,
  components: () => [],
  hasOption: () => false,
};
