// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is tested
import { loadConfig } from '../../aligndet/config/index.js';
import { substituteKeys } from '../../aligndet/config/substitution.js';

/** Expected texts are those of mmdet 2.25.2's `replace_cfg_vals`, but for chains, of which it replaces one link. */
describe('substituteKeys', () => {
  it.each<[string, object, object]>([
    ['a value', { a: '${b.c}', b: { c: [1, { d: 2 }] } }, { a: [1, { d: 2 }], b: { c: [1, { d: 2 }] } }],
    [
      'parts of a text',
      { a: 'x_${n}_${f}_${t}_${o}_${s}', n: 50, f: 1e-5, t: true, o: null, s: 'y' },
      { a: 'x_50_1e-05_True_None_y', n: 50, f: 1e-5, t: true, o: null, s: 'y' },
    ],
    ['inside of lists', { a: [{ b: '${c}' }], c: 1 }, { a: [{ b: 1 }], c: 1 }],
    ['an element of a list', { a: '${b.1.c}', b: [0, { c: 3 }] }, { a: 3, b: [0, { c: 3 }] }],
    ['a chain', { a: '${b}', b: '${c}0', c: 1 }, { a: '10', b: '10', c: 1 }],
    [
      'a model around the model',
      { model: { depth: '${d}' }, d: 5, model_wrapper: { type: 'W', model: '${model}' } },
      { d: 5, model: { type: 'W', model: { depth: 5 } } },
    ],
    ['other braces', { a: '${a-b} $c {d} ${' }, { a: '${a-b} $c {d} ${' }],
  ])('%s', (_name, config, expected) => {
    expect(substituteKeys(config as never)).toEqual(expected);
  });

  it.each<[string, object]>([
    ['a: cannot resolve ${b.x}: b has no "x".', { a: '${b.x}', b: { depth: 1 } }],
    ['Did you mean b.depth?', { a: '${b.dept}', b: { depth: 1 } }],
    ['a: cannot resolve ${b.c.d}: b.c has no keys.', { a: '${b.c.d}', b: { c: 1 } }],
    ['a: cannot resolve ${}: the key is empty.', { a: 'x${}' }],
    ['a: cannot resolve ${constructor}', { a: '${constructor}' }],
    ['a: ${b} is a list, which cannot be part of a string.', { a: 'x${b}', b: [1] }],
    ['circular reference: ${b} -> ${a} -> ${b}.', { a: '${b}', b: 'x${a}' }],
    ['circular reference: ${a} -> ${a}.', { a: { b: '${a}' } }],
  ])('refuses: %s', (message, config) => {
    expect(() => substituteKeys(config as never)).toThrow(message);
  });
});

describe('a config with ${key}', () => {
  const files: Record<string, unknown> = {
    '/base.json': { model: { depth: '${depth}', name: 'r${depth}' }, depth: 50 },
    '/child.json': { _base_: 'base.json', depth: 101, work_dir: '${model.name}' },
    '/wrong.json': { _base_: 'base.json', depth: { _delete_: true, a: 1 } },
  };
  const load = (file: string, overrides: string[] = []) =>
    loadConfig(file, { overrides, read: async (path) => files[path] });

  it('takes what the merged config has, before the options of the command line', async () => {
    expect((await load('/child.json')).config).toEqual({
      model: { depth: 101, name: 'r101' },
      depth: 101,
      work_dir: 'r101',
    });
    const { config } = await load('/child.json', ['depth=18', 'log="${work_dir}_${depth}"']);
    expect(config).toMatchObject({ depth: 18, model: { depth: 101 }, log: 'r101_18' });
  });

  it('tells whose string cannot be read', async () => {
    files['/wrong.json'] = { _base_: 'base.json', work_dir: 'a/${model}' };
    await expect(load('/wrong.json')).rejects.toThrow(/work_dir: .* is an object.* \(set at \/wrong\.json\)/);
    await expect(load('/base.json', ['log=${no}'])).rejects.toThrow(/log: .*\(set at --cfg-options\)/);
  });
});
