/** @module Log lines on the machine, data and model of a run, before the first iteration. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, hostname, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../core/index.js';
import { type DetectionDataset, datasetsPerFile, PipelineDataset, whyDropped } from '../../datasets/index.js';
import { engineName, engineOptions, runtime } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';
import { cocoGroundTruthOf } from '../dataset-metric.js';

/** Max number of classes whose objects are counted in the log. */
const MAX_CLASSES = 100;

/** Counterpart of mmdetection's `collect_env`. The engine must be loaded. */
export function environmentInfo(): string {
  const cores = cpus();
  const facts: [name: string, value: string][] = [
    ['platform', `${process.platform}-${process.arch}`],
    ['Node', process.version],
    ['AlignDet', `${packageVersion()}${revision()}`],
    ...engineFacts(),
    ['CPU', `${cores[0]?.model.trim() ?? 'unknown'}, ${cores.length} cores`],
    ['Memory', `${(totalmem() / 1e9).toFixed(1)} GB`],
    ['Command', process.argv.slice(1).join(' ')],
    ['Folder', process.cwd()],
  ];
  return facts.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function engineFacts(): [string, string][] {
  if (engineName !== 'tensorflow') return [['Engine', engineName]];
  const { version, devices } = runtime();
  const gpus = devices.filter(({ type }) => type === 'GPU');
  return [
    ['TensorFlow', version],
    ['Threads', String(engineOptions().threads)],
    ['GPUs', gpus.length === 0 ? 'none' : gpus.map(({ name }) => name).join(', ')],
  ];
}

/** Of a git clone; an installed package has none. */
function revision(): string {
  if (!existsSync(join(packageRoot, '.git'))) return '';
  try {
    const words = ['rev-parse', '--short=7', 'HEAD'];
    return `+${execFileSync('git', words, { cwd: packageRoot, encoding: 'utf8', stdio: 'pipe' }).trim()}`;
  } catch {
    return ''; // git is not installed
  }
}

/** `user@host`, as in mmcv. */
export function hostInfo(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname(); // a user without a name, as in containers
  }
}

/** Number of images and classes, and objects per class if known. */
export function datasetInfo(dataset: DetectionDataset, path: string): string {
  const { length, classes } = dataset;
  const type = dataset instanceof PipelineDataset ? '' : ` (${dataset.constructor.name})`;
  const counts = objectCounts(dataset);
  const list =
    counts === undefined ? classes.slice(0, 10).join(', ') + (classes.length > 10 ? ', ...' : '') : counts;
  return `${path}${type}: ${length} images${droppedOf(dataset)}, ${classes.length} class${classes.length === 1 ? '' : 'es'}: ${list}`;
}

/** Why fewer images are used than the file lists: ` (2 of the file have no annotation of these classes)`. */
function droppedOf(dataset: DetectionDataset): string {
  const reasons = [...datasetsPerFile(dataset)].map(({ source }) => whyDropped(source.dropped));
  const told = reasons.filter((reason) => reason !== '');
  return told.length === 0 ? '' : ` (left out: ${told.join('; ')})`;
}

function objectCounts(dataset: DetectionDataset): string | undefined {
  const groundTruth = cocoGroundTruthOf(dataset);
  if (groundTruth === undefined || groundTruth.categories.length > MAX_CLASSES) return undefined;
  const { columns, imageIds, categories } = groundTruth;
  const used = new Set(imageIds);
  const counts = new Map<number, number>();
  for (const [image, id] of columns.imageIds.entries()) {
    if (!used.has(id)) continue;
    for (let n = columns.starts[image]; n < columns.starts[image + 1]; n++) {
      counts.set(columns.categoryIds[n], (counts.get(columns.categoryIds[n]) ?? 0) + 1);
    }
  }
  return dataset.classes
    .map((name, label) => `${name} ${counts.get(categories[label]?.id as number) ?? 0}`)
    .join(', ');
}

/** Number of parameters, and of trainable ones. */
export function modelInfo(type: string, model: Module): string {
  let [total, trained] = [0, 0];
  for (const [, parameter] of model.namedParameters()) {
    total += parameter.size;
    if (parameter.requiresGrad) trained += parameter.size;
  }
  return `model: ${type}, ${millions(total)} parameters, ${millions(trained)} of them trained`;
}

function millions(count: number): string {
  return count < 1e6 ? String(count) : `${(count / 1e6).toFixed(2)} million`;
}
