/**
 * @module Reading annotation files of COCO format, in the disk's cache: ours, from the file to the index that datasets use,
 * beside pycocotools (`json.load`, then its index). One file is what `generate-proposals` writes for COCO's train2017, above
 * the 512 MiB that a string may have; the other has polygons.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jsonObjectChunks, Random, writeAtomically } from '../../aligndet/core/index.js';
import { type Benchmark, type BenchmarkResult, rivalPython } from './benchmark.js';
import { contender, takeTurns } from './in-turns.js';

const REPEATS = 3;
const [WIDTH, HEIGHT] = [640, 480];

interface Contents {
  readonly numImages: number;
  readonly perImage: number;
  readonly hasMasks: boolean;
}

export const benchmarks: readonly Benchmark[] = [
  benchmark('annotations-proposals', { numImages: 118_287, perImage: 100, hasMasks: false }),
  benchmark('annotations-masks', { numImages: 40_000, perImage: 7, hasMasks: true }),
];

function benchmark(name: string, contents: Contents): Benchmark {
  return { name, rival: 'pycocotools', goal: 1, run: () => run(contents) };
}

async function run(contents: Contents): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-bench-'));
  try {
    const file = join(folder, 'annotations.json');
    writeAtomically(file, jsonObjectChunks(coco(contents)));
    const child = resolve(import.meta.dirname, 'children/read-annotations.ts');
    const script = resolve(import.meta.dirname, 'rivals/read_annotations.py');
    const python = rivalPython();
    const contenders = [
      contender(process.execPath, '--import', 'tsx', child),
      ...(python === undefined ? [] : [contender(python, script)]),
    ];
    const [ours, rival] = await takeTurns(contenders, REPEATS, (contender) => contender(file));
    const sizeMb = (await stat(file)).size / 2 ** 20;
    const note = `${Math.round(sizeMb)} MB; peak memory ${(ours.peakMb / sizeMb).toFixed(2)}x its size`;
    if (rival === undefined) return { ours, note: `${note}; set ALIGNDET_BENCH_PYTHON for the rival` };
    const [ratio, memoryRatio] = [ours.medianMs / rival.medianMs, ours.peakMb / rival.peakMb];
    return { ours, rival, ratio, memoryRatio, note: `${note}, rival ${(rival.peakMb / sizeMb).toFixed(2)}x` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function coco({ numImages, perImage, hasMasks }: Contents) {
  const random = new Random(0);
  const whole = (limit: number): number => Math.floor(limit * random.random());
  const image = (id: number) => ({
    id,
    file_name: `${String(id).padStart(12, '0')}.jpg`,
    width: WIDTH,
    height: HEIGHT,
  });
  const annotation = (id: number, image_id: number) => {
    const [width, height] = [32 + whole(300), 32 + whole(300)];
    const bbox = [whole(WIDTH - width), whole(HEIGHT - height), width, height];
    const plain = { id, image_id, category_id: 1, bbox, area: width * height, iscrowd: 0 };
    if (!hasMasks) return plain;
    const corners = Array.from({ length: 2 * (8 + whole(50)) }, () => whole(64_000) / 100);
    return { segmentation: [corners], ...plain };
  };
  return {
    images: numbered(numImages, image),
    annotations: numbered(numImages * perImage, (id) => annotation(id, Math.ceil(id / perImage))),
    categories: [{ id: 1, name: 'object' }],
  };
}

/** One by one: together they would not fit into memory. */
function* numbered<T>(count: number, make: (id: number) => T): Generator<T> {
  for (let id = 1; id <= count; id++) yield make(id);
}
