import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PyDict,
  plain,
  readHubRepository,
  readSafetensorsFile,
  writeHubRepository,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';

describe('a model as a repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  const checkpoint = join(folder, 'epoch_12.pth');
  const repository = join(folder, 'model');
  afterAll(() => rmSync(folder, { recursive: true }));

  const weight = { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, 2) };
  beforeAll(() => {
    const meta = { CLASSES: ['cat', 'dog'], config: 'model = ```dict```' };
    writeTorchFile(checkpoint, { meta, state_dict: { 'a.weight': weight }, optimizer: { state: {} } });
    const metrics = { bbox_mAP: 0.41 };
    writeHubRepository(checkpoint, repository, { license: 'apache-2.0', dataset: 'COCO: val2017', metrics });
  });

  it('holds weights, config and card', () => {
    expect(readdirSync(repository).sort()).toEqual(['README.md', 'config.json', 'model.safetensors']);
    const { tensors, metadata } = readSafetensorsFile(join(repository, 'model.safetensors'));
    expect(tensors).toEqual(new Map([['a.weight', weight]]));
    expect(metadata).toEqual({ format: 'pt' });
    const card = readFileSync(join(repository, 'README.md'), 'utf8');
    expect(card).toMatch(/^---\nlicense: apache-2\.0\nlibrary_name: aligndet\n/);
    expect(card).toContain('name: "COCO: val2017"');
    expect(card).toContain('| bbox_mAP | 0.41 |');
    expect(card).toContain('````\nmodel = ```dict```\n````');
  });

  it('comes back as a checkpoint', () => {
    const read = readHubRepository(repository);
    expect(plain(read.get('meta'))).toEqual({ CLASSES: ['cat', 'dog'], config: 'model = ```dict```' });
    expect((read.get('state_dict') as PyDict).get('a.weight')).toEqual(weight);
  });

  it('refuses a config that is none', () => {
    writeFileSync(join(repository, 'config.json'), '{"classes": 3}');
    expect(() => readHubRepository(repository)).toThrow(CheckpointError);
  });

  it('refuses a checkpoint without weights', () => {
    writeTorchFile(checkpoint, { state_dict: {} });
    expect(() => writeHubRepository(checkpoint, repository, { license: 'mit' })).toThrow(
      'contains no weights',
    );
  });
});
