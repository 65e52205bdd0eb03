/** @module Reads an annotation file in a process of its own, and adds up the areas. */
import { readCoco } from '../../../aligndet/datasets/index.js';
import { measured } from './measured.js';

const [file] = process.argv.slice(2);
measured(() => readCoco(file).areas.reduce((sum, area) => sum + area, 0));
