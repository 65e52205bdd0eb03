/** @module The error of decoders; the reader adds the file. */

export class CorruptImageError extends Error {
  /**
   * @param reason a clause without a period: `it is truncated`.
   * @param mend the remedy, as a sentence.
   */
  constructor(
    reason: string,
    readonly mend?: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
