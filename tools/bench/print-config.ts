/**
 * @module Printing the deepest config of the repository: a whole process of ours beside a whole process of Python that
 * reads the same config, taken to Python by `aligndet config migrate`, with mmcv's `Config.fromfile`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Benchmark, type BenchmarkResult, rivalPython, time } from './benchmark.js';

const ROOT = resolve(import.meta.dirname, '../..');
/** Its line of bases is the longest. */
const CONFIG = 'other_backbones/finetune/mask_rcnn_swin-b-p4-w7_fpn_lsj_3x_coco_simmim';
const READ = 'import sys; from mmcv import Config; print(Config.fromfile(sys.argv[1]).pretty_text)';

export const benchmark: Benchmark = { name: 'print-config', rival: "mmcv's Config.fromfile", goal: 1, run };

const execute = promisify(execFile);

async function run(): Promise<BenchmarkResult> {
  const bin = join(ROOT, 'tools/aligndet.mjs');
  const node = await time(() => execute(process.execPath, ['-e', '0']));
  const print = () => execute(process.execPath, [bin, 'print-config', join(ROOT, `configs/${CONFIG}.ts`)]);
  const ours = await time(print);
  const beyond = ours.medianMs - node.medianMs;
  const note = `${beyond.toFixed(0)} ms beyond the start of Node itself (${node.medianMs.toFixed(0)} ms)`;
  const python = rivalPython('ALIGNDET_BENCH_MMCV_PYTHON') ?? rivalPython();
  if (python === undefined) {
    return { ours, note: `${note}; set ALIGNDET_BENCH_MMCV_PYTHON to a Python with mmcv for the rival` };
  }
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const migrate = ['config', 'migrate', join(ROOT, 'configs'), '--to', 'py', '--out', folder];
    await execute(process.execPath, [bin, ...migrate]);
    const rival = await time(() => execute(python, ['-c', READ, join(folder, `${CONFIG}.py`)]), 5, 1);
    return { ours, rival, ratio: ours.medianMs / rival.medianMs, note };
  } finally {
    await rm(folder, { recursive: true });
  }
}
