import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { Random } from '../../../aligndet/core/index.js';
import { memory } from '../../../aligndet/engine/index.js';
import { scene, writeScene } from '../../datasets/proposals/scene.js';
import { runCommand } from '../../support/command.js';

const backbone = { type: 'ResNet', depth: 18, base_channels: 8, num_stages: 4, out_indices: [3] };

describe('generate-proposals --clusters', () => {
  const root = mkdtempSync(join(tmpdir(), 'clusters-'));
  const [folder, config, weights] = ['images', 'detector.json', 'weights.pth'].map((name) =>
    join(root, name),
  );

  beforeAll(async () => {
    mkdirSync(folder);
    const random = new Random(3);
    for (let i = 0; i < 4; i++) {
      const [left, color] = [random.integer(5, 50), i % 2 === 0 ? [230, 30, 30] : [20, 40, 230]];
      const rgb = scene(120, 90, [[left, 20, left + 40, 60, ...color]], random);
      await writeScene(join(folder, `${i}.png`), 120, 90, rgb);
    }
    writeFileSync(config, JSON.stringify({ model: { type: 'Any', backbone } }));
    const module = builtinBuilder().build('backbone', backbone);
    module.resetParameters(Random.derive(0, 1));
    const state = [...module.stateDict()].map(([name, tensor]) => [`backbone.${name}`, tensor]);
    writeTorchFile(weights, { state_dict: Object.fromEntries(state) });
    module.dispose();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const generate = (out: string, ...more: string[]) =>
    runCommand(
      'generate-proposals',
      '--images',
      folder,
      '--out',
      out,
      '--min-side',
      '12',
      '--workers',
      '0',
      ...more,
    );
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  it('writes clusters as classes beside the proposals, the same at each run', async () => {
    const [first, second] = ['a.json', 'b.json'].map((name) => join(root, name));
    const before = memory().numTensors;
    const flags = ['--clusters', '3', '--config', config, '--backbone', weights];
    expect(await generate(first, ...flags)).toMatchObject({ exitCode: 0 });
    expect(await generate(second, ...flags)).toMatchObject({ exitCode: 0 });
    expect(memory().numTensors).toBe(before);
    const clustered = join(root, 'a_cluster-id-as-class.json');
    expect(readFileSync(join(root, 'b_cluster-id-as-class.json'))).toEqual(readFileSync(clustered));
    const [plain, file] = [read(first), read(clustered)];
    expect(file.images).toEqual(plain.images);
    expect(file.categories.map(({ name }: { name: string }) => name)).toEqual([
      'cluster_1',
      'cluster_2',
      'cluster_3',
    ]);
    const stripped = file.annotations.map((one: object) => ({ ...one, category_id: 1 }));
    expect(stripped).toEqual(plain.annotations);
    const sizes = [1, 2, 3].map(
      (id) => file.annotations.filter((one: { category_id: number }) => one.category_id === id).length,
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes[2]).toBeGreaterThan(0);
    expect(file.info.clusters).toEqual({ count: 3, config, backbone: weights, seed: 0 });
  });

  it('leaves what is there, and clusters proposals of others as they are', async () => {
    const out = join(root, 'a.json');
    const flags = ['--clusters', '3', '--config', config, '--backbone', weights];
    const { stdout } = await generate(out, ...flags);
    expect(stdout).toContain('a_cluster-id-as-class.json: exists already, with 3 clusters.');
    const others = join(root, 'published.json');
    const { info, ...published } = read(out);
    writeFileSync(others, JSON.stringify(published));
    const before = readFileSync(others);
    expect((await generate(others, ...flags)).stdout).toContain('its proposals are clustered unchanged');
    expect(readFileSync(others)).toEqual(before);
    expect(read(join(root, 'published_cluster-id-as-class.json')).annotations).toEqual(
      read(join(root, 'a_cluster-id-as-class.json')).annotations,
    );
  });

  it.each([
    [['--clusters', '1'], 2, '--clusters: expected a whole number, 2 or more, but got 1.'],
    [['--clusters', '2.5'], 2, '--clusters: expected a whole number'],
    [['--backbone', 'x.pth'], 2, '--backbone is used with --clusters NUMBER only.'],
    [['--clusters', '3', '--config', 'CONFIG'], 2, 'names no weights of its backbone'],
    [['--clusters', '3', '--config', 'CONFIG', '--backbone', 'none.pth'], 1, 'none.pth'],
    [
      ['--clusters', '5000', '--config', 'CONFIG', '--backbone', 'WEIGHTS'],
      1,
      '5000 clusters need at least as many proposals',
    ],
  ])('stops at %j', async (flags, code, message) => {
    const words = flags.map((word) => word.replace('CONFIG', config).replace('WEIGHTS', weights));
    const { exitCode, stderr } = await generate(join(root, 'a.json'), ...words);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
