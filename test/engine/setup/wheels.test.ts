import { homedir } from 'node:os';
import { EngineError } from '../../../aligndet/core/index.js';
import { cacheFolder } from '../../../aligndet/engine/setup/cache.js';
import { damageOf } from '../../../aligndet/engine/setup/installation.js';
import { TENSORFLOW_VERSION, wheelFor } from '../../../aligndet/engine/setup/wheels.js';

describe('wheelFor', () => {
  it.each([
    ['linux-x64', 'cpu'],
    ['linux-x64', 'gpu'],
    ['linux-arm64', 'cpu'],
    ['darwin-arm64', 'cpu'],
  ] as const)('pins the file of %s, %s', (platform, flavour) => {
    const wheel = wheelFor(flavour, platform);
    expect(wheel.file).toContain(`-${TENSORFLOW_VERSION}-`);
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(wheel.libraries).toHaveLength(2);
  });

  it('says where there is a TensorFlow, for a platform without', () => {
    expect(() => wheelFor('cpu', 'win32-x64')).toThrow(EngineError);
    expect(() => wheelFor('cpu', 'win32-x64')).toThrow(/Supported platforms: linux-x64-cpu, .*use WSL 2/);
    expect(() => wheelFor('gpu', 'darwin-arm64')).toThrow('Supported platforms: linux-x64-gpu.');
  });
});

describe('cacheFolder', () => {
  it('is that of ALIGNDET_CACHE, else in the XDG cache, else in the home folder', () => {
    expect(cacheFolder({ ALIGNDET_CACHE: '/a/b', XDG_CACHE_HOME: '/x' })).toBe('/a/b');
    expect(cacheFolder({ ALIGNDET_CACHE: '', XDG_CACHE_HOME: '/x' })).toBe('/x/aligndet');
    expect(cacheFolder({})).toContain(homedir());
  });
});

describe('damageOf', () => {
  it('names the folder that holds nothing', () => {
    expect(damageOf('/nowhere')).toBe(`TensorFlow ${TENSORFLOW_VERSION} is not in /nowhere`);
  });
});
