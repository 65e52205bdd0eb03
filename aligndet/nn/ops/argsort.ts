/**
 * @module Sorting of scores as in `torch.sort(descending=True)` of torch 1.13 on a CPU: NaN first, and ties in the
 * order of the introsort of GNU's C++ library (stable only up to 16 elements). It determines which of several equally
 * scored boxes is kept.
 */

/** Max length of ranges that are left to the final insertion sort. */
const THRESHOLD = 16;

/** Indices of `scores` by descending value. */
export function argsortDescending(scores: Float32Array): Int32Array {
  const order = Int32Array.from(scores.keys());
  const sorter = new Introsort(scores.slice(), order);
  sorter.sort();
  return order;
}

/** Sorts `keys` together with `order`. Ranges are `[first, last)`. */
class Introsort {
  constructor(
    readonly keys: Float32Array,
    readonly order: Int32Array,
  ) {}

  sort(): void {
    const count = this.keys.length;
    if (count < 2) return;
    this.#partitionAll(0, count, 2 * (31 - Math.clz32(count)));
    this.#insertionSort(count);
  }

  #swap(a: number, b: number): void {
    const { keys, order } = this;
    const [key, index] = [keys[a], order[a]];
    keys[a] = keys[b];
    order[a] = order[b];
    keys[b] = key;
    order[b] = index;
  }

  #partitionAll(first: number, last: number, depth: number): void {
    let end = last;
    for (let left = depth; end - first > THRESHOLD; left--) {
      if (left === 0) {
        this.#heapSort(first, end);
        return;
      }
      const cut = this.#partition(first, end);
      this.#partitionAll(cut, end, left - 1);
      end = cut;
    }
  }

  /** Partitions around the median of three, which is moved to `first`. */
  #partition(first: number, last: number): number {
    const { keys } = this;
    this.#swap(first, this.#median(first + 1, first + ((last - first) >> 1), last - 1));
    const pivot = keys[first];
    let [low, high] = [first + 1, last];
    for (;;) {
      while (precedes(keys[low], pivot)) low++;
      high--;
      while (precedes(pivot, keys[high])) high--;
      if (low >= high) return low;
      this.#swap(low, high);
      low++;
    }
  }

  #median(a: number, b: number, c: number): number {
    const [x, y, z] = [this.keys[a], this.keys[b], this.keys[c]];
    if (precedes(x, y)) return precedes(y, z) ? b : precedes(x, z) ? c : a;
    return precedes(x, z) ? a : precedes(y, z) ? c : b;
  }

  #insertionSort(count: number): void {
    const { keys, order } = this;
    for (let i = 1; i < count; i++) {
      const [key, index] = [keys[i], order[i]];
      let hole = i;
      for (; hole > 0 && precedes(key, keys[hole - 1]); hole--) {
        keys[hole] = keys[hole - 1];
        order[hole] = order[hole - 1];
      }
      keys[hole] = key;
      order[hole] = index;
    }
  }

  #heapSort(first: number, last: number): void {
    const count = last - first;
    for (let parent = (count - 2) >> 1; parent >= 0; parent--) {
      this.#sift(first, parent, count, this.keys[first + parent], this.order[first + parent]);
    }
    for (let end = last - 1; end > first; end--) {
      const [key, index] = [this.keys[end], this.order[end]];
      this.#move(first, end);
      this.#sift(first, 0, end - first, key, index);
    }
  }

  #move(from: number, to: number): void {
    this.keys[to] = this.keys[from];
    this.order[to] = this.order[from];
  }

  /** Moves the hole to the bottom along the larger children, then sifts the value up. */
  #sift(first: number, top: number, count: number, key: number, index: number): void {
    const { keys, order } = this;
    let hole = top;
    let child = top;
    while (child < (count - 1) >> 1) {
      child = 2 * (child + 1);
      if (precedes(keys[first + child], keys[first + child - 1])) child--;
      this.#move(first + child, first + hole);
      hole = child;
    }
    if (count % 2 === 0 && child === (count - 2) >> 1) {
      child = 2 * (child + 1) - 1;
      this.#move(first + child, first + hole);
      hole = child;
    }
    for (
      let parent = (hole - 1) >> 1;
      hole > top && precedes(keys[first + parent], key);
      parent = (hole - 1) >> 1
    ) {
      this.#move(first + parent, first + hole);
      hole = parent;
    }
    keys[first + hole] = key;
    order[first + hole] = index;
  }
}

function precedes(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b));
}
