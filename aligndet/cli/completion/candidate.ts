/** @module What may stand at the cursor. */

export interface Candidate {
  /** The whole word. */
  readonly text: string;
  /** What it means, for shells that show it. */
  readonly about: string;
  /** Whether the word ends there: a space may follow. */
  readonly isDone: boolean;
}
