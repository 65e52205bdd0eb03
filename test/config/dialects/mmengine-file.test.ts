import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readMmengineConfig } from '../../../aligndet/config/dialects/mmengine-file.js';
import { loadConfig } from '../../../aligndet/config/index.js';

describe('configs as mmengine reads them', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-mmengine-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };

  const base = `a = dict(b=dict(c=1, d=[1, dict(e=2)]))\nsteps = [1, 2]\nrate = 0.5\n`;

  it.each([
    ['own = _base_.a.b.c + 1', { own: 2 }],
    ['own = _base_.rate * 2', { own: 1 }],
    ['own = _base_.steps + [3]', { own: [1, 2, 3] }],
    ['own = _base_.a["b"].d[1].e', { own: 2 }],
    ['_base_.a.b.c = 7', { a: { b: { c: 7, d: [1, { e: 2 }] } } }],
    ['_base_.a.b.d[1].e = 8', { a: { b: { c: 1, d: [1, { e: 8 }] } } }],
    ['_base_.steps.append(3)', { steps: [1, 2, 3] }],
    ['_base_.a.b.update(c=9)', { a: { b: { c: 9, d: [1, { e: 2 }] } } }],
    ['_base_.pop("rate")', { rate: undefined }],
    ['del _base_.rate', { rate: undefined }],
    ['a = dict(b=dict(c=3))', { a: { b: { c: 3, d: [1, { e: 2 }] } } }],
    ["own = '{{ _base_.steps }}'", { own: [1, 2] }],
    ["own = '{{ fileBasename }}'", { own: 'child.py' }],
  ])('%s', async (line, expected) => {
    write('base.py', base);
    const config = await readMmengineConfig(write('child.py', `_base_ = './base.py'\n${line}\n`));
    for (const [key, value] of Object.entries(expected)) expect(config[key]).toEqual(value);
    expect(config).not.toHaveProperty('_base_');
  });

  it('read_base() brings in what other configs define; imported classes stand as their names', async () => {
    write(
      'parts/model.py',
      'from mmdet.models import RetinaNet\nmodel = dict(type=RetinaNet, neck=dict(n=1))\nhidden = 3\n',
    );
    write(
      'parts/run.py',
      'from torch.optim import SGD as Optimizer\noptimizer = dict(type=Optimizer, lr=0.1)\n',
    );
    const file = write(
      'configs/whole.py',
      `from mmengine.config import read_base
with read_base():
    from ..parts.model import *
    from ..parts.run import optimizer as chosen
model.neck.n = 5
model.update(dict(head=2))
chosen['lr'] = 0.2
`,
    );
    expect(await readMmengineConfig(file)).toEqual({
      model: { type: 'RetinaNet', neck: { n: 5 }, head: 2 },
      hidden: 3,
      chosen: { type: 'SGD', lr: 0.2 },
    });
  });

  it.each([
    ["_base_ = './none.py'", /none\.py does not exist\. \(.*child\.py inherits from it/],
    ["_base_ = './child.py'", /inherit from each other in a circle/],
    ["_base_ = 'mmdet::_base_/default_runtime.py'", /is in an installed Python package/],
    ['with read_base():\n    from mmdet.configs import x', /expected a relative import/],
    ['with open("x"):\n    pass', /child\.py:1:1: "with open/],
    ['a = dict()\na.b.c = 1', /child\.py:2:1/],
  ])('refuses %j', async (line, message) => {
    await expect(readMmengineConfig(write('child.py', `${line}\n`))).rejects.toThrow(message);
  });

  it.each([
    ["_base_ = './base.py'\nown = _base_.a", 'child.py:2:7: _base_.name is supported by mmengine only'],
    ['with read_base():\n    from .base import *', 'child.py:1:1: read_base() is supported by mmengine only'],
  ])('what a run is given says what to do: %j', async (text, message) => {
    write('base.py', base);
    const file = write('child.py', `${text}\n`);
    await expect(loadConfig(file)).rejects.toThrow(message);
    await expect(loadConfig(file)).rejects.toThrow(`npx aligndet config migrate --from 3x ${file}`);
  });

  it('a range is a list, as gpu_ids in configs that mmdetection has dumped', async () => {
    const { config } = await loadConfig(write('dumped.py', 'gpu_ids = range(0, 3)\n'));
    expect(config.gpu_ids).toEqual([0, 1, 2]);
  });
});
