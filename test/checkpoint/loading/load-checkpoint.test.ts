import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadCheckpoint,
  PyDict,
  reviseKeys,
  writeSafetensors,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { CheckpointError, silentLogger } from '../../../aligndet/core/index.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';
import { moduleOf, moduleOfNames, PlainParameter } from '../../support/load-target.js';

const vector = (...values: number[]): TensorRecord => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

describe('loadCheckpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const path = join(folder, 'file.pth');
  afterAll(() => rmSync(folder, { recursive: true }));

  const model = () => {
    const [weight, bias, head] = [[2], [1], [3]].map((shape) => new PlainParameter(shape));
    const target = moduleOf({}, { backbone: moduleOf({ weight, bias }), head: moduleOf({ weight: head }) });
    return { target, weight, bias, head };
  };

  it('copies by name and reports the rest by the module tree', () => {
    const { target, weight, head } = model();
    writeTorchFile(path, {
      meta: { epoch: 2 },
      state_dict: {
        'head.weight': vector(1, 2),
        'module.backbone.weight': vector(3, 4),
        extra: vector(),
        'backbone.bias': vector(5),
      },
    });
    const { report, meta } = loadCheckpoint(target, path);
    expect(meta).toEqual({ epoch: 2 });
    expect(report.matched).toEqual(['backbone.weight', 'backbone.bias']);
    expect(report.unexpected).toEqual(['extra']);
    expect(report.mismatched).toEqual([{ name: 'head.weight', shapeInFile: [2], shapeInModel: [3] }]);
    expect([weight.values, head.values]).toEqual([
      [3, 4],
      [0, 0, 0],
    ]);
  });

  it('refuses a file that fits less than half of the model, with a hint', () => {
    const { target, weight } = model();
    writeTorchFile(path, { weight: vector(1, 2), bias: vector(1) });
    const load = () => loadCheckpoint(target, path);
    expect(load).toThrow(CheckpointError);
    expect(load).toThrow(/matches 0 of the model's 3 tensors.*\nmissing 3: backbone \(2\), head \(1\)/s);
    expect(load).toThrow(/Hint: The file contains only a backbone: load it by init_cfg/);
    expect(load).toThrow(/use --allow-partial/);
    expect(loadCheckpoint(target, path, { allowPartial: true }).report.missing).toHaveLength(3);
    expect(weight.values).toEqual([0, 0]);
  });

  it('reads what is below a prefix, and says what is there when nothing is', () => {
    const weight = new PlainParameter([2]);
    writeTorchFile(path, { state_dict: { 'backbone.weight': vector(1, 2), 'neck.x': vector() } });
    expect(loadCheckpoint(moduleOf({ weight }), path, { prefix: 'backbone' }).report.message).toBe('');
    expect(weight.values).toEqual([1, 2]);
    expect(() => loadCheckpoint(moduleOf({ weight }), path, { prefix: 'head' })).toThrow(
      /head\. is not in the pretrained model .*: its names begin with backbone, neck/,
    );
  });

  it('fails on any difference when strict', () => {
    writeTorchFile(path, { weight: vector(1, 2), other: vector() });
    expect(() =>
      loadCheckpoint(moduleOf({ weight: new PlainParameter([2]) }), path, { strict: true }),
    ).toThrow('unexpected key in source state_dict: other');
  });

  it('lets a module rename entries of an older version', () => {
    const weight = new PlainParameter([1]);
    const target = moduleOf({ weight });
    target.upgradeState = (entries, prefix, version) => {
      expect([prefix, version]).toEqual(['', 1]);
      entries.set('weight', entries.get('old'));
      entries.delete('old');
    };
    const state = new PyDict([['old', vector(7)]], 'OrderedDict');
    state.attributes = new PyDict([['_metadata', new PyDict([['', new PyDict([['version', 1]])]])]]);
    writeTorchFile(path, { state_dict: state });
    expect(loadCheckpoint(target, path).report.message).toBe('');
    expect(weight.values).toEqual([7]);
  });

  it('reads safetensors', () => {
    const weight = new PlainParameter([2]);
    const file = join(folder, 'model.safetensors');
    writeSafetensors(file, new Map([['weight', vector(8, 9)]]));
    loadCheckpoint(moduleOf({ weight }), file);
    expect(weight.values).toEqual([8, 9]);
  });

  it.each([
    ['no file', 'absent.pth', /absent\.pth can not be found/],
    ['no dict', 'file.pth', /No state_dict found in checkpoint file/],
  ])('says that there is %s', (_case, name, message) => {
    writeTorchFile(path, [1, 2]);
    expect(() => loadCheckpoint(moduleOf({}), join(folder, name))).toThrow(message);
  });
});

describe('reviseKeys', () => {
  const names = (...revisions: [string, string][]) => {
    const entries = new Map([['module.stage1.w', 1]]);
    return [...reviseKeys({ entries, versions: undefined }, revisions).entries.keys()];
  };

  it.each<[string, [string, string][], string]>([
    ['a prefix', [['^module\\.', '']], 'stage1.w'],
    ['groups', [['^module\\.stage(\\d)', 'layer\\1']], 'layer1.w'],
    ['named groups', [['(?P<head>\\w+)\\.stage', '\\g<head>.layer']], 'module.layer1.w'],
    ['a dollar as it is', [['^module', '$1']], '$1.stage1.w'],
    [
      'one after the other',
      [
        ['^module\\.', ''],
        ['^stage', 's'],
      ],
      's1.w',
    ],
  ])('replaces %s', (_case, revisions, expected) => {
    expect(names(...revisions)).toEqual([expected]);
  });

  it('says which expression is none', () => {
    expect(() => names(['(', ''])).toThrow('revise_keys: "(" is not a valid regular expression.');
  });
});

describe('the number of tensors that fit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'totals-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const names = ['bn.weight', 'bn.num_batches_tracked', 'conv.weight'];
  const firstLine = (...held: string[]) => {
    const path = join(folder, 'file.pth');
    const one: TensorRecord = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
    writeTorchFile(path, { state_dict: new PyDict(held.map((name) => [name, one])) });
    const lines: string[] = [];
    const logger = { ...silentLogger, info: (text: string) => lines.push(text) };
    loadCheckpoint(moduleOfNames(...names), path, { allowPartial: true, logger });
    return lines.join('\n').split('\n')[0].replace(`${path}: `, '');
  };

  it.each([
    [names, "matches 3 of the model's 3 tensors."],
    [
      ['conv.weight', 'bn.weight'],
      "matches 2 of the model's 3 tensors. 1 num_batches_tracked, which older files lack, are not needed.",
    ],
    [['bn.num_batches_tracked'], "matches 1 of the model's 3 tensors."],
    [['other'], "matches 0 of the model's 3 tensors."],
  ])('of %j is of a total that does not depend on it', (held, line) => {
    expect(firstLine(...held)).toBe(line);
  });
});
