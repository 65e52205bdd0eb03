/**
 * Tests run as ES modules, which jest does behind a flag of Node: `npm test` starts it with `--experimental-vm-modules`.
 *
 * @type {import('jest').Config}
 */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: './test/environment.mjs',
  testEnvironmentOptions: { globalsCleanup: 'off' },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './test/transform.mjs' },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^aligndet$': '<rootDir>/aligndet/index.ts',
    '^aligndet/configs/(.*)$': '<rootDir>/configs/$1',
    '^aligndet/(.*)$': '<rootDir>/aligndet/public/$1.ts',
  },
  maxWorkers: 2,
  // The modules of a test file stay in memory after it: a worker that has grown is replaced between two files.
  workerIdleMemoryLimit: '3GB',
  testTimeout: 300_000,
  reporters: ['default', './test/summary-reporter.mjs'],
};
