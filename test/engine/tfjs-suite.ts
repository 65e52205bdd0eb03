/**
 * @module Runs tfjs-core's own test suite, as its npm package ships it, against this engine.
 *
 * Left out are the specs that tfjs-node itself leaves out for TensorFlow; the list is read from its package.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ensureEngine } from '../../aligndet/engine/index.js';

const require = createRequire(import.meta.url);

/** The parts of jasmine that are used; its published types would redefine those of jest. */
interface JasmineRunner {
  exitOnCompletion: boolean;
  readonly env: { configure(options: { specFilter(spec: { getFullName(): string }): boolean }): void };
  loadConfig(config: { random: boolean }): void;
  execute(): Promise<{ overallStatus: string }>;
}

/** Parts of the names of the specs that tfjs-node leaves out. */
function ignoredSpecs(): string[] {
  const source = readFileSync(require.resolve('@tensorflow/tfjs-node-gpu/dist/run_tests.js'), 'utf8');
  const list = /var IGNORE_LIST = \[(.*?)^\];/ms.exec(source)?.[1];
  if (list === undefined) throw new Error('tfjs-node no longer lists the specs that it leaves out');
  return [...list.matchAll(/^\s*'(.*)',?$/gm)].map(([, name]) => name);
}

/** @param filter run only specs whose names hold this. @returns whether everything passed. */
export async function runTfjsSuite(filter = ''): Promise<boolean> {
  await ensureEngine();
  const ignored = ignoredSpecs();
  const Jasmine = require('jasmine') as new () => JasmineRunner;
  const runner = new Jasmine();
  runner.loadConfig({ random: false });
  runner.exitOnCompletion = false;
  const { setTestEnvs } = require('@tensorflow/tfjs-core/dist/jasmine_util');
  setTestEnvs([{ name: 'test-tensorflow', backendName: 'tensorflow', flags: {}, isDataSync: true }]);
  require('@tensorflow/tfjs-core/dist/tests');
  runner.env.configure({
    specFilter: (spec) => {
      const name = spec.getFullName();
      return name.includes(filter) && !ignored.some((part) => name.includes(part));
    },
  });
  const result = await runner.execute();
  return result.overallStatus === 'passed' || (result.overallStatus === 'incomplete' && filter !== '');
}
