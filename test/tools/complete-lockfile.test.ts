import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { completed, gapsOf, type Lockfile } from '../../tools/maintain/complete_lockfile.js';

const committedFile = resolve(import.meta.dirname, '../../package-lock.json');

describe('the lockfile', () => {
  const lock: Lockfile = JSON.parse(readFileSync(committedFile, 'utf8'));

  it('has an entry for every optional dependency, also those of other platforms', () => {
    expect(gapsOf(lock)).toEqual([]); // else: npx tsx tools/maintain/complete_lockfile.ts
  });

  it('names no registry', () => {
    expect(Object.values(lock.packages).filter((entry) => 'resolved' in entry)).toEqual([]);
  });
});

describe('completed', () => {
  const tool = {
    version: '2.0.0',
    license: 'MIT',
    dev: true,
    optionalDependencies: {
      '@tool/linux-x64': '2.0.0',
      '@tool/linux-arm64-gnu': '2.0.0',
      '@tool/linuxmusl-arm64': '2.0.0',
      '@tool/win32-ia32': '2.0.0',
    },
  };
  const lock: Lockfile = {
    packages: { '': {}, 'node_modules/tool': tool, 'node_modules/@tool/linux-x64': { version: '2.0.0' } },
  };

  it('reads the platform off the name', () => {
    const { packages } = completed(lock, { packages: {} });
    const shared = { version: '2.0.0', dev: true, license: 'MIT', optional: true };
    expect(packages).toEqual({
      ...lock.packages,
      'node_modules/@tool/linux-arm64-gnu': { ...shared, cpu: ['arm64'], os: ['linux'], libc: ['glibc'] },
      'node_modules/@tool/linuxmusl-arm64': { ...shared, cpu: ['arm64'], os: ['linux'], libc: ['musl'] },
      'node_modules/@tool/win32-ia32': { ...shared, cpu: ['ia32'], os: ['win32'] },
    });
    expect(Object.keys(packages)).toEqual(Object.keys(packages).sort());
  });

  it('brings back what was committed, unless its version changed', () => {
    const entry = { version: '2.0.0', integrity: 'sha512-a' };
    const old = { version: '1.0.0', integrity: 'sha512-b' };
    const committed = { 'node_modules/@tool/win32-ia32': entry, 'node_modules/@tool/linuxmusl-arm64': old };
    const { packages } = completed(lock, { packages: committed });
    expect(packages['node_modules/@tool/win32-ia32']).toEqual(entry);
    expect(packages['node_modules/@tool/linuxmusl-arm64']).not.toHaveProperty('integrity');
  });

  it('leaves a whole lockfile alone', () => {
    const whole = completed(lock, { packages: {} });
    expect(completed(whole, { packages: {} })).toEqual(whole);
  });

  it('finds a package in a folder above its parent', () => {
    const nested = { packages: { ...lock.packages, 'node_modules/a/node_modules/tool': tool } };
    expect(gapsOf(nested).filter(({ parent }) => parent.includes('/a/'))).toHaveLength(3); // linux-x64 is above
  });
});
