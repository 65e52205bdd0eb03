/** @module One line of the doctor's report. */

/** `wrong` is what keeps something from working; a `warning` is worth knowing. */
export type CheckStatus = 'ok' | 'warning' | 'wrong';

export interface Check {
  readonly name: string;
  readonly status: CheckStatus;
  /** What was found. */
  readonly found: string;
  /** What to do about it; absent when all is well. */
  readonly advice?: string;
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found };
}

export function warning(name: string, found: string, advice: string): Check {
  return { name, status: 'warning', found, advice };
}

export function wrong(name: string, found: string, advice: string): Check {
  return { name, status: 'wrong', found, advice };
}
