/** @module Loads a checkpoint in a process of its own: every tensor is checked and its first value added up. */
import { asRecord, numbersOf, tensorsBelow, withCheckpoint } from '../../../aligndet/checkpoint/index.js';

const peakMb = () => process.resourceUsage().maxRSS / 1024;

const baseMb = peakMb();
const start = performance.now();
const sum = withCheckpoint(process.argv[2], ({ value }) => {
  const records = [...tensorsBelow(value)].map(([, tensor]) => asRecord(tensor));
  return records.reduce((total, record) => total + (record === undefined ? 0 : numbersOf(record)[0]), 0);
});
const timeMs = performance.now() - start;
process.stdout.write(JSON.stringify({ timeMs, peakMb: peakMb() - baseMb, sum }));
