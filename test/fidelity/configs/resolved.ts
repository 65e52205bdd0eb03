/** @module Configs against what mmcv resolves them to: this project's own, and published ones. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigObject, loadConfig, readConfigFile } from '../../../aligndet/config/index.js';
import { publishedConfigs } from '../../../aligndet/core/index.js';
import { compareJson } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import { readJson } from '../read-case.js';

/** `coco/mask_rcnn...`: the TypeScript config of that name, and the plain Python values where the case has them. */
export async function runResolved(folder: string, name: string): Promise<Finding[]> {
  const expected = await readJson(join(folder, `${name}.json`));
  const own = join(publishedConfigs, `${name}.ts`);
  if (!existsSync(own)) throw new UnknownCase(`there is no config ${name}.ts`);
  const { config } = await loadConfig(own);
  const findings = [compareJson('resolved', config, expected, true)];
  if (existsSync(join(folder, 'plain', `${name}.json`))) {
    findings.push(
      compareJson('resolved from plain', await loadPlain(join(folder, 'plain'), name), expected, true),
    );
  }
  return findings;
}

/** `mmdet/resolved/...`: inheritance over what each file of `mmdet/plain` says. */
export async function runResolvedFromPlain(folder: string, name: string): Promise<Finding[]> {
  const expected = await readJson(join(folder, `${name}.json`));
  const [set, inner] = [name.split('/')[0], name.split('/').slice(2).join('/')];
  return [compareJson('resolved', await loadPlain(join(folder, set, 'plain'), inner), expected, true)];
}

/** `plain/...`: what one Python source says by itself. */
export async function runPlain(
  folder: string,
  name: string,
  sources: string | undefined,
): Promise<Finding[]> {
  if (sources === undefined) throw new UnknownCase('the Python sources come with the reference');
  const inner = name.replace(/^.*?plain\//, '');
  const expected = await readJson(join(folder, `${name}.json`));
  return [compareJson('plain', await readConfigFile(join(sources, `${inner}.py`)), expected, true)];
}

async function loadPlain(folder: string, name: string): Promise<ConfigObject> {
  const read = (file: string) => readJson(file.replace(/\.py$/, '.json'));
  return (await loadConfig(join(folder, `${name}.py`), { read })).config;
}
