/**
 * @module Names that mmdetection and related projects publish, for messages and fixes: none of them is a misspelling.
 */
import type { PublishedNames } from '../../core/index.js';
import { COMPONENTS } from './component-names.js';
import { OPTIONS } from './option-names.js';

/** Built on demand: most configs do not need it. */
let publishers: ReadonlyMap<string, string> | undefined;
let options: ReadonlySet<string> | undefined;

export const publishedNames: PublishedNames = {
  publisherOf: (component) => publisherByName().get(component),
  components: () => publisherByName().keys(),
  hasOption: (name) => {
    options ??= new Set(words(OPTIONS));
    return options.has(name);
  },
};

function publisherByName(): ReadonlyMap<string, string> {
  publishers ??= new Map(
    Object.entries(COMPONENTS).flatMap(([publisher, names]) =>
      words(names).map((name): [string, string] => [name, publisher]),
    ),
  );
  return publishers;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
