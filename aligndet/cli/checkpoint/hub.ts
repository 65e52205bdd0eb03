/** @module `aligndet checkpoint to-hub FILE FOLDER` and `from-hub PATH FILE`: safetensors with a model card. */
import { readHubRepository, writeHubRepository, writeTorchFile } from '../../checkpoint/index.js';
import { UsageError } from '../../core/index.js';
import { printLine } from '../terminal.js';

export interface ToHubFlags {
  readonly license?: string;
  readonly name?: string;
  readonly dataset?: string;
  /** `name=value`, each value a number. */
  readonly metrics?: readonly string[];
}

export function toHubCommand(
  file: string,
  folder: string,
  { license, name, dataset, metrics = [] }: ToHubFlags,
): void {
  if (license === undefined)
    throw new UsageError(
      '--license is missing: give the licence of the weights, for example --license apache-2.0.',
    );
  writeHubRepository(file, folder, {
    license,
    name,
    dataset,
    metrics: Object.fromEntries(metrics.map(parseMetric)),
  });
  printLine(`Wrote model.safetensors, config.json and README.md to ${folder}`);
}

/** @param path folder of a repository, or a `.safetensors` file. */
export function fromHubCommand(path: string, file: string): void {
  writeTorchFile(file, readHubRepository(path));
  printLine(`Wrote ${file}`);
}

function parseMetric(text: string): [string, number] {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || !Number.isFinite(Number(value))) {
    throw new UsageError(`--metrics takes name=number, such as bbox_mAP=0.41, but got "${text}".`);
  }
  return [name, Number(value)];
}
