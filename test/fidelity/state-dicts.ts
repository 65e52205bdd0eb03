/** @module Golden family `state-dicts`: names, shapes, order and frozen parameters of the full-size model of a config. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { loadConfig } from '../../aligndet/config/index.js';
import { publishedConfigs } from '../../aligndet/core/index.js';
import type { Module } from '../../aligndet/nn/index.js';
import { buildComponent } from './build-component.js';
import { compareJson } from './compare.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from './handler.js';
import { readJson } from './read-case.js';

export const stateDictsHandler: FidelityHandler = {
  family: 'state-dicts',
  async find(folder) {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && file.name.endsWith('.json'))
      .map((file) => caseOf(folder, join(file.parentPath, file.name)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  async run({ path }) {
    const golden = await readJson(path);
    const model = buildComponent('detector', await modelConfig(String(golden.config))) as unknown as Module;
    try {
      return compareModel(model.train(), golden);
    } finally {
      model.dispose();
    }
  },
};

function caseOf(folder: string, path: string): GoldenCase {
  const name = relative(folder, path)
    .split(sep)
    .join('/')
    .replace(/\.json$/, '');
  return { name: `state-dicts/${name}`, family: 'state-dicts', path };
}

async function modelConfig(name: string): Promise<unknown> {
  const path = join(publishedConfigs, `${name}.ts`);
  if (!existsSync(path)) throw new UnknownCase(`there is no config ${name}.ts`);
  return (await loadConfig(path)).config.model;
}

function compareModel(model: Module, golden: Record<string, unknown>): Finding[] {
  const parameters = [...model.namedParameters()];
  const sizes = (chosen: typeof parameters) => chosen.reduce((sum, [, { size }]) => sum + size, 0);
  const frozen = parameters.filter(([, { requiresGrad }]) => !requiresGrad);
  const state = [...model.namedState()].map(([name, { publishedDtype, shape }]) => [
    name,
    [publishedDtype, shape],
  ]);
  return [
    compareJson('state_dict', Object.fromEntries(state), golden.state_dict, true),
    compareJson('parameters', sizes(parameters), golden.parameters),
    compareJson('trainable', sizes(parameters) - sizes(frozen), golden.trainable),
    compareJson(
      'frozen',
      frozen.map(([name]) => name),
      golden.frozen,
    ),
  ];
}
