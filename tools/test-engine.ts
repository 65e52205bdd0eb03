/** Runs tfjs-core's own test suite against the engine: `npm run test:engine [-- PART_OF_A_SPEC_NAME]`. */
import { runTfjsSuite } from '../test/engine/tfjs-suite.js';

process.exitCode = (await runTfjsSuite(process.argv[2])) ? 0 : 1;
