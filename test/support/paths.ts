/** @module Where tests find what the repository does not hold; both may be absent. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

function folder(variable: string, beside: string): string | undefined {
  const path = resolve(process.env[variable] ?? resolve(root, beside));
  return existsSync(path) ? path : undefined;
}

/** Golden cases of the PyTorch reference, or `undefined`: skip with {@link noGoldens}. */
export const goldensFolder = folder('ALIGNDET_GOLDENS', '../shared/goldens');

/** Small real image sets, or `undefined`: skip with {@link noData}. */
export const dataFolder = folder('ALIGNDET_TEST_DATA', '../shared/data');

/** The committed subset of the golden cases. */
export const fixtures = resolve(root, 'test/fixtures');

export const noGoldens = 'no golden cases: set ALIGNDET_GOLDENS to their folder';
export const noData = 'no real images: set ALIGNDET_TEST_DATA to their folder';
