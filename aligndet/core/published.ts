/** @module Names that other projects publish: none of them is a misspelling of another one. */

export interface PublishedNames {
  /** Who publishes a component of this name; nothing when nobody is known to. */
  publisherOf(component: string): string | undefined;
  /** Every component's name. */
  components(): Iterable<string>;
  /** Whether a component or a config of theirs has an option of this name. */
  hasOption(name: string): boolean;
}

export const nothingPublished: PublishedNames = {
  publisherOf: () => undefined,
  components: () => [],
  hasOption: () => false,
};
