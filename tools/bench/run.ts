/** @module `npm run bench`: times our code beside its rivals, in one run, and prints ratios. */
import { readdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchmarkResult } from './benchmark.js';

const here = import.meta.dirname;

async function benchmarks(): Promise<Benchmark[]> {
  const files = (await readdir(here)).filter((file) => file.endsWith('.ts')).sort();
  const modules = await Promise.all(
    files
      .filter((file) => !['run.ts', 'benchmark.ts'].includes(file))
      .map((file) => import(join(here, file))),
  );
  return modules.flatMap((module) => module.benchmarks ?? (module.benchmark ? [module.benchmark] : []));
}

const machine = {
  cpu: cpus()[0].model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const all = await benchmarks();
const chosen = values.only === undefined ? all : all.filter(({ name }) => name === values.only);
if (chosen.length === 0) {
  process.stderr.write(
    `No benchmark is called "${values.only}". Known: ${all.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
if (values.list) {
  process.stdout.write(
    `${all.map(({ name, rival, goal }) => `${name}  (${rival}, goal <= ${goal})`).join('\n')}\n`,
  );
  process.exit(0);
}
const ratios: Record<string, number> = {};
const absolute: Record<string, BenchmarkResult | { error: string }> = {};
for (const { name, rival, goal, run } of chosen) {
  process.stderr.write(`${name} against ${rival} ...\n`);
  try {
    const result = await run();
    absolute[name] = result;
    if (result.ratio !== undefined) ratios[name] = result.ratio;
    if (result.memoryRatio !== undefined) ratios[`${name}-memory`] = result.memoryRatio;
    process.stderr.write(
      `  ours ${line(result.ours)}${result.rival ? `, rival ${line(result.rival)}` : ', rival not timed'}`,
    );
    process.stderr.write(
      result.ratio === undefined ? '\n' : `, ratio ${result.ratio.toFixed(3)} (goal <= ${goal})\n`,
    );
    if (result.note !== undefined) process.stderr.write(`  ${result.note}\n`);
  } catch (error) {
    absolute[name] = { error: String(error) };
    process.exitCode = 1;
    process.stderr.write(`  failed: ${error}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ ratios, machine, absolute }, null, 2)}\n`);

function line({
  medianMs,
  spreadMs: [min, max],
}: {
  medianMs: number;
  spreadMs: readonly [number, number];
}): string {
  return `${medianMs.toFixed(1)} ms (${min.toFixed(1)} to ${max.toFixed(1)})`;
}
