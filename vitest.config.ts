import { defineConfig } from 'vitest/config';

/** One process per worker, modules shared between its test files: TensorFlow is loaded once, not per file. */
export default defineConfig({
  test: {
    globals: true,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
