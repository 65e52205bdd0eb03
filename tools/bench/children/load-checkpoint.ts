/** @module Loads a checkpoint in a process of its own: every tensor is checked and its first value added up. */
import { withCheckpoint } from '../../../aligndet/checkpoint/index.js';
import { measured } from './measured.js';
import { sumOfFirstValues } from './sum-of-first-values.js';

const [file] = process.argv.slice(2);
measured(() => withCheckpoint(file, ({ value }) => sumOfFirstValues(value)));
