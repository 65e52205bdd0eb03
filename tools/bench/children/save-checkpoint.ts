/** @module Saves a checkpoint in a process of its own. What is saved lies in memory when the clock starts. */
import { readTorchFile, writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { measured } from './measured.js';
import { sumOfFirstValues } from './sum-of-first-values.js';

const [file, target] = process.argv.slice(2);
const { value } = readTorchFile(file);
const sum = sumOfFirstValues(value);
measured(() => {
  writeTorchFile(target, value);
  return sum;
});
