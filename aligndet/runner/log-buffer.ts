/** @module Values of the last iterations, averaged for the log: mmcv's LogBuffer. */

export class LogBuffer {
  readonly #values = new Map<string, number[]>();
  readonly #counts = new Map<string, number[]>();
  /** Content of the next log line. Strings are kept as is. */
  output: Record<string, number | string> = {};
  /** Whether {@link output} has new values. */
  isReady = false;

  /** @param count number of images that the values were averaged over. */
  update(values: Record<string, number>, count = 1): void {
    for (const [name, value] of Object.entries(values)) {
      push(this.#values, name, value);
      push(this.#counts, name, count);
    }
  }

  /** Averages the last `n` values (all if 0), weighted by their counts. */
  average(n = 0): void {
    for (const [name, values] of this.#values) {
      const counts = this.#counts.get(name) as number[];
      const from = n === 0 ? 0 : Math.max(0, values.length - n);
      let sum = 0;
      let count = 0;
      for (let i = from; i < values.length; i++) {
        sum += values[i] * counts[i];
        count += counts[i];
      }
      this.output[name] = sum / count;
    }
    this.isReady = true;
  }

  clear(): void {
    this.#values.clear();
    this.#counts.clear();
    this.clearOutput();
  }

  clearOutput(): void {
    this.output = {};
    this.isReady = false;
  }
}

function push(lists: Map<string, number[]>, name: string, value: number): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
