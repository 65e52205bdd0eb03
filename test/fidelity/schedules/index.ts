/** @module Golden family `schedules`: rates, momenta, optimizer groups and steps. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from '../handler.js';
import { readArrays, readJson } from '../read-case.js';
import { movingAverage } from './ema.js';
import { lrSchedule } from './lr.js';
import { gradClip, gradientAccumulation, optimizerSteps } from './optimizer.js';
import { optimizerGroups } from './optimizer-groups.js';
import { autoScaleLr, lossScale, momentumFormula } from './scalars.js';

/** Cases that are a file, not a folder. */
const files = ['auto-scale-lr.json', 'ema/momentum.json'];

async function find(folder: string): Promise<GoldenCase[]> {
  const cases = await foldersWithCase(folder, 'schedules');
  for (const file of files) {
    const path = join(folder, file);
    if (existsSync(path))
      cases.push({ name: `schedules/${file.replace('.json', '')}`, family: 'schedules', path });
  }
  return cases;
}

async function run({ path }: GoldenCase): Promise<Finding[]> {
  const isFile = path.endsWith('.json');
  const json = await readJson(isFile ? path : join(path, 'case.json'));
  const folder = isFile ? dirname(path) : path;
  const arrays = async () =>
    [
      await readArrays(folder, 'inputs.safetensors'),
      await readArrays(folder, 'expected.safetensors'),
    ] as const;
  switch (isFile && basename(path) === 'momentum.json' ? 'ema-momentum' : json.kind) {
    case 'ema':
      return movingAverage(json, ...(await arrays()));
    case 'optimizer-groups':
      return optimizerGroups(json);
    case 'lr-schedule':
      return lrSchedule(json);
    case 'optimizer-steps':
      return optimizerSteps(json, ...(await arrays()));
    case 'grad-clip':
      return gradClip(json, ...(await arrays()));
    case 'gradient-accumulation':
      return gradientAccumulation(json, ...(await arrays()));
    case 'loss-scale':
      return lossScale(json);
    case 'ema-momentum':
      return momentumFormula(json);
    case 'auto-scale-lr':
      return autoScaleLr(json);
    default:
      throw new UnknownCase(`schedules of kind "${json.kind}"`);
  }
}

export const schedulesHandler: FidelityHandler = { family: 'schedules', find, run };
