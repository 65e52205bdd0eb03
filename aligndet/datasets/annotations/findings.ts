/** @module Counts irregularities in annotations by type, with the first example of each. */

export class Findings {
  readonly #kinds = new Map<string, { count: number; readonly example: string | undefined }>();

  /**
   * @param what the type, as the text after the count: `boxes lie outside their image and are left out`.
   * @param example names the annotation, file or image; called for the first of the type.
   */
  add(what: string, example?: () => string): void {
    this.addMany(1, what, example);
  }

  addMany(count: number, what: string, example?: () => string): void {
    const kind = this.#kinds.get(what);
    if (kind === undefined) this.#kinds.set(what, { count, example: example?.() });
    else kind.count += count;
  }

  /** One sentence per type: `3 boxes lie outside their image and are left out, the first: annotation 7.` */
  sentences(): string[] {
    return [...this.#kinds].map(
      ([what, { count, example }]) =>
        `${count} ${what}${example === undefined ? '' : `, the first: ${example}`}.`,
    );
  }
}
