/** @module What a tracking server is told of a run. */

export interface TrackedPoint {
  /** Iterations done. */
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Sends beside the training and never stops it. */
export interface Tracker {
  log(point: TrackedPoint): void;
  /** @param isWhole whether the run reached its end. */
  end(isWhole: boolean): Promise<void>;
}

/** The header of HTTP's basic authentication. */
export function basicAuthorization(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
