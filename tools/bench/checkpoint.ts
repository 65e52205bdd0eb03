/**
 * @module Loading a checkpoint of 2 GB, from the disk's cache: ours, which checks every byte, beside `torch.load`. Each
 * load has a process of its own, as a training run has.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TorchStorage, TorchTensor, writeTorchFile } from '../../aligndet/checkpoint/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython, summarise } from './benchmark.js';

const NUM_TENSORS = 128;
const SIDE = 2048; // 16 MiB a tensor
const REPEATS = 5;

export const benchmark: Benchmark = { name: 'checkpoint-load', rival: 'torch.load', goal: 1, run };

interface Load {
  readonly timeMs: number;
  /** Above what the process had before. */
  readonly peakMb: number;
  readonly sum: number;
}

async function run(): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const file = join(folder, 'big.pth');
    writeTorchFile(file, { state_dict: Object.fromEntries(tensors()) });
    const sizeMb = (await stat(file)).size / 2 ** 20;
    const child = resolve(import.meta.dirname, 'children/load-checkpoint.ts');
    const ours = await repeat(process.execPath, ['--import', 'tsx', child, file]);
    const note = `${Math.round(sizeMb)} MB; peak memory ${(ours.peakMb / sizeMb).toFixed(2)}x its size`;
    const python = rivalPython();
    if (python === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
    const script = resolve(import.meta.dirname, 'rivals/load_checkpoint.py');
    const rival = await repeat(python, [script, file]);
    if (rival.sum !== ours.sum) throw new Error(`The sums differ: ${ours.sum} and ${rival.sum}.`);
    const [ratio, memoryRatio] = [ours.medianMs / rival.medianMs, ours.peakMb / rival.peakMb];
    return { ours, rival, ratio, memoryRatio, note: `${note}, torch ${(rival.peakMb / sizeMb).toFixed(2)}x` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Values that a compressor would not shorten, made one tensor at a time. */
function* tensors(): Generator<[string, TorchTensor]> {
  for (let i = 0; i < NUM_TENSORS; i++) {
    const make = () => {
      const values = Uint32Array.from(
        { length: SIDE * SIDE },
        (_, j) => Math.imul(i + 1, j * 2654435761) >>> 9,
      );
      values[0] = i;
      return new Uint8Array(Float32Array.from(values).buffer);
    };
    const storage = new TorchStorage(SIDE * SIDE * 4, make);
    yield [`layer${i}.weight`, new TorchTensor(storage, 'float32', 0, [SIDE, SIDE], [SIDE, 1])];
  }
}

async function repeat(program: string, args: string[]) {
  const loads: Load[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const { stdout } = await promisify(execFile)(program, args);
    loads.push(JSON.parse(stdout.slice(stdout.lastIndexOf('{'))));
  }
  const peakMb = Math.max(...loads.map((load) => load.peakMb));
  return { ...summarise(loads.map(({ timeMs }) => timeMs)), peakMb, sum: loads[0].sum };
}
