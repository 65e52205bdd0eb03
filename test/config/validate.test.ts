import { resolve } from 'node:path';
import { z } from 'zod';
import { checkConfig, configWarnings, loadConfig } from '../../aligndet/config/index.js';
import { Builder, defineComponent, Registry, slot } from '../../aligndet/core/index.js';

const model = defineComponent({
  type: 'Model',
  schema: z.strictObject({ depth: z.number(), neck: slot('neck').nullable() }),
});
const neck = defineComponent({ type: 'FPN', schema: z.strictObject({ num_outs: z.number().default(5) }) });
const step = defineComponent({ type: 'Step', schema: z.strictObject({ step: z.array(z.number()) }) });
const builder = new Builder([
  new Registry('detector', [model]),
  new Registry('neck', [neck]),
  new Registry('lr_updater', [step]),
]);

const child = resolve('virtual/child.py');
const base = resolve('virtual/base.py');

async function issuesOf(own: object, overrides: string[] = []) {
  const files: Record<string, unknown> = {
    [base]: { norm_cfg: { type: 'BN' }, model: { type: 'Model', depth: 50, neck: { type: 'FPN' } } },
    [child]: { _base_: 'base.py', ...own },
  };
  const loaded = await loadConfig(child, { overrides, read: async (file) => files[file] });
  return (await checkConfig(loaded, builder)).map(
    ({ path, message, origin }) => `${path}: ${message} (${origin})`,
  );
}

describe('checkConfig', () => {
  it('says nothing about a config that is fine, nor about the variables it was made from', async () => {
    expect(await issuesOf({ lr_config: { policy: 'step', step: [8, 11] }, data_root: 'data/' })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'an unknown key',
      { model: { dept: 50 } },
      `model.dept: unknown key. Did you mean "depth"? Known: depth, neck. (${child})`,
    ],
    [
      'a wrong type',
      { model: { depth: '50' } },
      `model.depth: expected a number, but got string "50". (${child})`,
    ],
    [
      'a name of no registry',
      { model: { neck: { type: 'FPM' } } },
      `model.neck.type: no neck is called "FPM". Did you mean "FPN"? Known: FPN. (${child})`,
    ],
    [
      'an unknown schedule',
      { lr_config: { policy: 'stp', step: [8] } },
      `lr_config.policy: no lr_updater is called "Stp". Did you mean "Step"? Known: Step. (${child})`,
    ],
    [
      'a misspelt section',
      { optimzer: { lr: 1 } },
      `optimzer: unknown key, and no expression uses it. Did you mean "optimizer"? (${child})`,
    ],
    [
      '_delete_ without a base',
      { optimizer_config: null, log_config: { _delete_: true, interval: 5 } },
      `log_config._delete_: no base sets this object, so there is nothing to delete. Remove _delete_. (${child})`,
    ],
  ])('names %s and the file that set it', async (_case, own, expected) => {
    expect(await issuesOf(own)).toEqual([expected]);
  });

  it('names the base when the mistake is there', async () => {
    expect(await issuesOf({ model: { _delete_: true, type: 'Model', depth: 1, neck: null } })).toEqual([]);
    expect(await issuesOf({ norm_cgf: 1 })).toEqual([]); // far from every key of a run: a variable
  });

  it.each([
    [
      'model.neck.num_out=6',
      'model.neck.num_out: unknown key. Did you mean "num_outs"? Known: num_outs. (--cfg-options)',
    ],
    ['depth=101', 'depth: no run reads the key "depth". Did you mean model.depth? (--cfg-options)'],
    [
      'norm_cfg.type=GN',
      'norm_cfg.type: has no effect: "norm_cfg" is a variable of the config file, which has already used it. Set the keys that it was used for. Did you mean model.type or model.neck.type? (--cfg-options)',
    ],
  ])('refuses the override %s, which nothing reads', async (override, expected) => {
    expect(await issuesOf({}, [override])).toEqual([expected]);
  });
});

describe('train_cfg and test_cfg of the top level', () => {
  it('are checked as those of the model, and told where they are written', async () => {
    expect(await issuesOf({ train_cfg: { rpn: 1 } })).toEqual([
      `train_cfg: unknown key. Known: depth, neck. (${child})`,
    ]);
  });

  it('cannot stand in the model, too', async () => {
    const own = { test_cfg: { a: 1 }, model: { test_cfg: { a: 2 } } };
    expect(await issuesOf(own)).toContain(
      `test_cfg: deprecated form of model.test_cfg, which is also set, to another value. Keep only model.test_cfg. (${child})`,
    );
  });
});

describe('configWarnings', () => {
  const warningsOf = async (own: object, overrides: string[] = []) => {
    const files: Record<string, unknown> = {
      [base]: { model: { type: 'Model', neck: { type: 'FPN' } }, load_from: null },
      [child]: { _base_: 'base.py', ...own },
    };
    return configWarnings(await loadConfig(child, { overrides, read: async (file) => files[file] }));
  };

  it.each<[string, object, string[], number]>([
    ['an object that changes something', { model: { neck: { a: 1 } } }, [], 0],
    ['an object where nothing is inherited', { data: {} }, [], 0],
    ['an object that empties', { model: { neck: { _delete_: true } } }, [], 0],
    ['an empty object over another one', { model: { neck: {} } }, [], 1],
    ['an empty object of the command line', {}, ['model.neck={}'], 1],
    ['a cfg of the top level, and how to move it', { test_cfg: { a: 1 } }, [], 2],
  ])('%s', async (_case, own, overrides, count) => {
    expect(await warningsOf(own, overrides)).toHaveLength(count);
  });
});
