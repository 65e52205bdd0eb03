import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  inspectCheckpoint,
  loadCheckpoint,
  type PyDict,
  readHubRepository,
  writeSafetensors,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { moduleOfNames } from '../../support/load-target.js';

const root = mkdtempSync(join(tmpdir(), 'sharded-'));
afterAll(() => rmSync(root, { recursive: true }));

const tensor = (value: number) => ({ dtype: 'float32' as const, shape: [1], data: Float32Array.of(value) });
let count = 0;

/** A folder with two pieces, and an index of this content. */
function sharded(content: unknown, name = 'model.safetensors.index.json'): string {
  const folder = join(root, String(++count));
  mkdirSync(folder);
  writeSafetensors(join(folder, 'model-1.safetensors'), new Map([['a', tensor(1)]]));
  writeTorchFile(join(folder, 'model-2.bin'), { b: tensor(2) });
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const pieces = { a: 'model-1.safetensors', b: 'model-2.bin' };

describe('a checkpoint in pieces', () => {
  it('is loaded by its index', () => {
    const path = sharded({ metadata: { total_size: 8 }, weight_map: pieces });
    expect(loadCheckpoint(moduleOfNames('a', 'b'), path).report.matched).toEqual(['a', 'b']);
    expect(
      inspectCheckpoint(path).tensors.map(({ path: name, statistics }) => [name, statistics?.max]),
    ).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it.each(['model.safetensors.index.json', 'pytorch_model.bin.index.json'])('is a repository: %s', (name) => {
    const state = readHubRepository(join(sharded({ weight_map: pieces }, name), '..')).get(
      'state_dict',
    ) as PyDict;
    expect([...state.keys()]).toEqual(['a', 'b']);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a missing piece',
      { weight_map: { ...pieces, c: 'model-3.bin' } },
      /in 3 shards, of which 1 are missing: model-3\.bin/,
    ],
    [
      'a piece of another version',
      { weight_map: { ...pieces, c: 'model-2.bin' } },
      /maps "c" to model-2\.bin, but that file does not/,
    ],
    [
      'a path out of the folder',
      { weight_map: { a: '../1/model-1.safetensors' } },
      /names "\.\.\/1\/model-1\.safetensors", which is not a file of its folder/,
    ],
    [
      'an index of itself',
      { weight_map: { a: 'model.safetensors.index.json' } },
      /which is not a file of its folder/,
    ],
    ['no map', { weights: 1 }, /has no "weight_map"/],
    ['an empty map', { weight_map: {} }, /has no "weight_map"/],
    ['a map of numbers', { weight_map: { a: 3 } }, /has no "weight_map"/],
    ['no JSON', '{"weight_map":', /is not the index of a sharded checkpoint: .*JSON/],
  ])('is refused with %s', (_case, content, message) => {
    const path = sharded(content);
    expect(() => loadCheckpoint(moduleOfNames('a', 'b'), path)).toThrow(message);
  });

  it('says which files a repository lacks', () => {
    expect(() => readHubRepository(root)).toThrow(
      /contains no weights: expected one of model\.safetensors, /,
    );
  });
});
