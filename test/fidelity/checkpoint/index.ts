/** @module Golden cases of checkpoints: reading, hostile files, converters, loading into models. */
import { join } from 'node:path';
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from '../handler.js';
import { readJson } from '../read-case.js';
import { type ConvertCase, runConvert } from './convert.js';
import { hostileFiles, runHostile } from './hostile.js';
import type { LoadCase } from './load.js';
import { type ReadCase, runRead } from './read.js';
import { runSwin, type SwinCase } from './swin.js';

export const checkpointHandler: FidelityHandler = {
  family: 'checkpoint',

  async find(folder: string): Promise<GoldenCase[]> {
    const hostile = hostileFiles(join(folder, 'hostile')).map(({ name, path }) => ({
      name: `checkpoint/hostile/${name}`,
      family: 'checkpoint',
      path,
    }));
    return [...(await foldersWithCase(folder, 'checkpoint')), ...hostile];
  },

  async run({ name, path }: GoldenCase): Promise<Finding[]> {
    if (name.startsWith('checkpoint/hostile/')) return runHostile(path);
    const golden = await readJson(join(path, 'case.json'));
    if (golden.kind === 'checkpoint-read') return runRead(path, golden as unknown as ReadCase);
    if (golden.kind === 'checkpoint-convert') return runConvert(path, golden as unknown as ConvertCase);
    if (golden.kind === 'checkpoint-load') {
      const { runLoad } = await import('./load.js'); // builds models: loads the engine
      return runLoad(path, golden as unknown as LoadCase);
    }
    if (golden.kind === 'swin-converter') return runSwin(path, golden as unknown as SwinCase);
    throw new UnknownCase(`no handler for checkpoint cases of kind "${golden.kind}"`);
  },
};
