/** @module One line of the doctor's report. */

/** `wrong`: something does not work; `warning`: it works, with a caveat. */
export type CheckStatus = 'ok' | 'warning' | 'wrong';

export interface Check {
  readonly name: string;
  readonly status: CheckStatus;
  /** What was found. */
  readonly found: string;
  /** How to fix it; absent when `state` is ok. */
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
