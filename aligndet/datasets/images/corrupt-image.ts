/** @module What a decoder throws; the reader adds the file. */

export class CorruptImageError extends Error {
  /**
   * @param reason a clause without its end: `it is truncated`.
   * @param mend what to do, as a sentence.
   */
  constructor(
    reason: string,
    readonly mend?: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
