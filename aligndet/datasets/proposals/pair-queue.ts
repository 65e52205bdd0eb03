/** @module A priority queue of pairs of numbers, highest priority first; ties in insertion order. */

export class PairQueue {
  #priority: Float64Array;
  #pairs: Int32Array;
  #length = 0;
  #pushed = 0;

  constructor(capacity: number) {
    this.#priority = new Float64Array(Math.max(16, capacity));
    this.#pairs = new Int32Array(this.#priority.length * 3);
  }

  get length(): number {
    return this.#length;
  }

  push(priority: number, a: number, b: number): void {
    if (this.#length === this.#priority.length) this.#grow();
    let at = this.#length++;
    const order = this.#pushed++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#priority[parent] >= priority) break; // an equal parent was inserted earlier
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, priority, a, b, order);
  }

  /** Removes the first pair. The queue must not be empty. */
  pop(): { a: number; b: number } {
    const first = { a: this.#pairs[0], b: this.#pairs[1] };
    const last = --this.#length;
    const [priority, a, b, order] = [this.#priority[last], ...this.#pairs.subarray(last * 3, last * 3 + 3)];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(child + 1, this.#priority[child], this.#pairs[child * 3 + 2]))
        child++;
      if (!this.#isBefore(child, priority, order)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, priority, a, b, order);
    return first;
  }

  #isBefore(at: number, priority: number, order: number): boolean {
    const own = this.#priority[at];
    return own > priority || (own === priority && this.#pairs[at * 3 + 2] < order);
  }

  #move(from: number, to: number): void {
    this.#priority[to] = this.#priority[from];
    this.#pairs.copyWithin(to * 3, from * 3, from * 3 + 3);
  }

  #put(at: number, priority: number, a: number, b: number, order: number): void {
    this.#priority[at] = priority;
    this.#pairs[at * 3] = a;
    this.#pairs[at * 3 + 1] = b;
    this.#pairs[at * 3 + 2] = order;
  }

  #grow(): void {
    const priority = new Float64Array(this.#priority.length * 2);
    const pairs = new Int32Array(this.#pairs.length * 2);
    priority.set(this.#priority);
    pairs.set(this.#pairs);
    this.#priority = priority;
    this.#pairs = pairs;
  }
}
