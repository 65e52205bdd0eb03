/**
 * @module Loading and saving a checkpoint of 2 GB, in the disk's cache: ours beside `torch.load` and `torch.save`. Ours
 * checks every byte it loads. Both wait until what they save is on the disk. Each run has a process of its own, as a
 * training run has, and the two sides take turns.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TorchStorage, TorchTensor, writeTorchFile } from '../../aligndet/checkpoint/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython } from './benchmark.js';
import { contender, takeTurns } from './in-turns.js';

const NUM_TENSORS = 128;
const DIM = 2048; // 16 MiB a tensor
const REPEATS = 5;

export const benchmarks: readonly Benchmark[] = [
  { name: 'checkpoint-load', rival: 'torch.load', goal: 1, run: () => compare('load') },
  { name: 'checkpoint-save', rival: 'torch.save', goal: 1, run: () => compare('save') },
];

async function compare(what: 'load' | 'save'): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const file = join(folder, 'big.pth');
    writeTorchFile(file, { state_dict: Object.fromEntries(tensors()) });
    const child = resolve(import.meta.dirname, `children/${what}-checkpoint.ts`);
    const script = resolve(import.meta.dirname, `rivals/${what}_checkpoint.py`);
    const python = rivalPython();
    const contenders = [
      contender(process.execPath, '--import', 'tsx', child),
      ...(python === undefined ? [] : [contender(python, script)]),
    ];
    const target = join(folder, 'saved.pth'); // of what is saved
    const [ours, rival] = await takeTurns(contenders, REPEATS, async (contender) => {
      const run = await contender(file, target);
      await rm(target, { force: true });
      return run;
    });
    const sizeMb = (await stat(file)).size / 2 ** 20;
    const note = `${Math.round(sizeMb)} MB; peak memory ${(ours.peakMb / sizeMb).toFixed(2)}x its size`;
    if (rival === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
    const [ratio, memoryRatio] = [ours.medianMs / rival.medianMs, ours.peakMb / rival.peakMb];
    return { ours, rival, ratio, memoryRatio, note: `${note}, torch ${(rival.peakMb / sizeMb).toFixed(2)}x` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Values that a compressor would not shorten, made one tensor at a time. */
function* tensors(): Generator<[string, TorchTensor]> {
  const values = Uint32Array.from({ length: DIM * DIM }, (_, i) => Math.imul(i, 2654435761) >>> 9);
  for (let i = 0; i < NUM_TENSORS; i++) {
    const make = () => {
      const own = Float32Array.from(values);
      own[0] = i;
      return new Uint8Array(own.buffer);
    };
    const storage = new TorchStorage(DIM * DIM * 4, make);
    yield [`layer${i}.weight`, new TorchTensor(storage, 'float32', 0, [DIM, DIM], [DIM, 1])];
  }
}
