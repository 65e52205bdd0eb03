/** @module Interface of a tracking server. */

export interface TrackedPoint {
  /** Finished iterations. */
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Sends in the background and never stops the training. */
export interface Tracker {
  log(point: TrackedPoint): void;
  /** @param isWhole whether the run completed. */
  end(isWhole: boolean): Promise<void>;
}

/** The header of HTTP basic authentication. */
export function basicAuthorization(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
