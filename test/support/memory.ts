/** @module Checks that a piece of code leaves no tensor behind. */
import { memory } from '../../aligndet/engine/index.js';

/** Runs `code` once to warm up, once more counted. */
export function expectNoLeak(code: () => void): void {
  code();
  const before = memory().numTensors;
  code();
  expect(memory().numTensors).toBe(before);
}
