/** @module A completion candidate. */

export interface Candidate {
  /** The whole word. */
  readonly text: string;
  /** What it means, for shells that show it. */
  readonly about: string;
  /** Whether the word is complete, so that a space may follow. */
  readonly isDone: boolean;
}
