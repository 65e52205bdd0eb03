/** @module Golden family `ops`: single operations of the reference, with gradients. */
import { basename, dirname, join } from 'node:path';
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, UnknownCase } from '../handler.js';
import { readArrays, readJson } from '../read-case.js';
import { opHandlers } from './index.js';
import type { OpCase } from './op-handler.js';

export const opsHandler: FidelityHandler = {
  family: 'ops',
  find: (folder) => foldersWithCase(folder, 'ops'),
  async run({ path }) {
    const op = basename(dirname(path));
    const handler = opHandlers[op];
    if (handler === undefined) throw new UnknownCase(`no handler for the op "${op}"`);
    return handler(await readOpCase(op, path));
  },
};

/** Reads the folder of one case. */
export async function readOpCase(op: string, path: string): Promise<OpCase> {
  const json = await readJson(join(path, 'case.json'));
  return {
    op,
    args: (json.args ?? {}) as OpCase['args'],
    diff: (json.diff ?? []) as string[],
    outputs: (json.outputs ?? []) as string[],
    inputs: await readArrays(path, 'inputs.safetensors'),
    expected: await readArrays(path, 'expected.safetensors'),
    tolerance: (json.tolerance ?? { rtol: 0, atol: 0 }) as OpCase['tolerance'],
    json,
  };
}
