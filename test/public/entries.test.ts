import { staticImports } from '../support/static-imports.js';

const isNode = (name: string) => name.startsWith('node:');

describe('aligndet/checkpoint', () => {
  it('loads no module of Node, no TensorFlow, and of packages fflate alone', async () => {
    const { files, externals } = await staticImports('aligndet/public/checkpoint.ts');
    expect(externals).toEqual(['fflate']);
    expect(files.filter((file) => file.startsWith('aligndet/engine/'))).toEqual([]);
    expect(files).toContain('aligndet/checkpoint/torch/file.ts');
  });
});

describe('aligndet/evaluation', () => {
  it('loads no module of Node, no TensorFlow and no package', async () => {
    const { files, externals } = await staticImports('aligndet/public/evaluation.ts');
    expect(externals).toEqual([]);
    expect(files.filter((file) => file.startsWith('aligndet/engine/'))).toEqual([]);
    expect(files).toContain('aligndet/evaluation/coco/matching.ts');
  });
});

describe('aligndet/engine', () => {
  it('loads the engine alone, and TensorFlow not before it is needed', async () => {
    const { files } = await staticImports('aligndet/public/engine.ts');
    const folders = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')));
    expect([...folders].sort()).toEqual(['aligndet/core', 'aligndet/engine', 'aligndet/public']);
    const { isEngineRunning } = await import('../../aligndet/engine/index.js');
    expect(isEngineRunning()).toBe(false);
  });

  it('names operations, tensors, gradients and memory', async () => {
    const engine = await import('../../aligndet/public/engine.js');
    for (const name of ['tensor', 'tidy', 'grad', 'conv2d', 'lossGradients', 'memory', 'ensureEngine'])
      expect([name, typeof (engine as Record<string, unknown>)[name]]).toEqual([name, 'function']);
  });
});

describe('what an import loads', () => {
  it('is found through files, and Node is seen where it is used', async () => {
    const { files, externals } = await staticImports('aligndet/checkpoint/index.ts');
    expect(files).toContain('aligndet/core/files.ts');
    expect(externals.some(isNode)).toBe(true);
  });
});
