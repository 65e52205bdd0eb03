// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is tested
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { fillEnvironment, hideValues } from '../../aligndet/config/environment.js';
import { checkConfig, loadConfig, namedValues, variablesOf } from '../../aligndet/config/index.js';
import { restoreVariables, stubVariable } from '../support/variables.js';

describe('fillEnvironment', () => {
  const environment = { ROOT: '/data', N: '80', EMPTY: '' };

  it.each([
    ["'{{$ROOT:/other}}/images'", "'/data/images'"],
    ["'{{ $ROOT : /other }}'", "'/data'"],
    ["n = {{'$N:20'}}", 'n = 80'],
    ['n = {{"$N:20"}} * 2', 'n = 80 * 2'],
    ['n: {{$N:20}}', 'n: 80'],
    ['{{$ABSENT:a/b:c}}', 'a/b:c'],
    ['{{$EMPTY:x}}', 'x'], // as in mmengine, nothing is no value
    ['{{$ROOT}}', '/data'],
    [
      '{{$N:1}}{{$N:2}} {{ fileDirname }} {{ _base_.a }} $N ${N}',
      '8080 {{ fileDirname }} {{ _base_.a }} $N ${N}',
    ],
  ])('%s', (text, expected) => {
    expect(fillEnvironment(text, 'a.py', environment)).toBe(expected);
  });

  it.each([
    ['a = 1\nb = "{{$ABSENT}}"', 'a.py:2:6: the environment variable ABSENT is not set'],
    ['{{$EMPTY:}}', 'a.py:1:1: the environment variable EMPTY is not set'],
    ['{{$ROOT:a b}}', 'a.py:1:1: invalid placeholder. Expected {{$ROOT:DEFAULT}}'],
    ['{{$ROOT', 'invalid placeholder'],
    ['{{$:x}}', 'Expected {{$VARIABLE:DEFAULT}}'],
  ])('refuses %s', (text, message) => {
    expect(() => fillEnvironment(text, 'a.py', environment)).toThrow(message);
  });
});

describe('hideValues', () => {
  it('leaves names in place of values', () => {
    const environment = { TOKEN: 'secret-123', N: '7' };
    const message = 'expected 7 numbers at https://u:secret-123@host, but got "7" and \'7\'';
    expect(hideValues(message, ['TOKEN', 'N', 'NONE'], environment)).toBe(
      'expected 7 numbers at https://u:{{$TOKEN}}@host, but got "{{$N}}" and \'{{$N}}\'',
    );
  });
});

describe('configs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-environment-'));
    stubVariable('HK_ROOT', '/secret/place');
    stubVariable('HK_N', '7');
    stubVariable('HK_ABSENT', undefined);
  });
  afterEach(() => {
    restoreVariables();
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it.each([
    ['a.py', "root = '{{$HK_ROOT:x}}/'\nn = {{'$HK_N:1'}} + 1\nmodel = dict(a=root + 'b', n=n)"],
    ['a.json', '{ "root": "{{$HK_ROOT:x}}/", "n": 8, "model": { "a": "{{$HK_ROOT:x}}/b", "n": 8 } }'],
    ['a.yaml', 'root: {{$HK_ROOT:x}}/\nn: 8\nmodel: { a: "{{$HK_ROOT:x}}/b", n: 8 }'],
    [
      'a.ts',
      "const root = '{{$HK_ROOT:x}}/';\nexport default { root, n: 8, model: { a: `${root}b`, n: 8 } };",
    ],
  ])('in %s, with the variable that a value came from', async (name, text) => {
    const loaded = await loadConfig(write(name, text));
    expect(loaded.config).toEqual({
      root: '/secret/place/',
      n: 8,
      model: { a: '/secret/place/b', n: 8 },
    });
    const named = await namedValues(loaded);
    if (name === 'a.py') return; // 7 + 1 has no name
    expect(variablesOf(named, 'model.a')).toEqual(['HK_ROOT']);
    expect(variablesOf(named, 'model.n')).toEqual([]);
  });

  it.each([
    ['a.py', "model = dict(\n  a='{{$HK_ABSENT}}')", ':2:6: '],
    ['a.json', '{\n "a": "{{$HK_ABSENT:}}" }', ':2:8: '],
    ['a.yml', 'b: 1\na: {{$HK_ABSENT}}', ':2:4: '],
    ['a.ts', "export default {\n  model: { a: ['{{$HK_ABSENT}}'] },\n};", ':2:16)'],
    ['b.ts', "export default {\n  _base_: '{{$HK_ABSENT}}.ts',\n};", ':2:3)'],
  ])('in %s: a variable that is not there is told with its line', async (name, text, location) => {
    const file = write(name, text);
    const message = await loadConfig(file).then(String, (error: Error) => error.message);
    expect(message).toContain('the environment variable HK_ABSENT is not set');
    expect(message).toContain(file + location);
  });

  it.each([
    ['a.py', "root = '{{$HK_ROOT:x}}/\nn = 1"],
    ['b.py', "root = open('{{$HK_ROOT:x}}')"],
    ['a.json', '{ "a": "{{$HK_ROOT:x}}", b }'],
    ['b.json', '{ "a": "{{$HK_ROOT:x}}/some/longer/text", "c": }'],
    ['a.yaml', 'a: {{$HK_ROOT:x}}\n b: [1'],
    ['a.ts', "export default { model: { a: '{{$HK_ROOT:x}}', b: '${model.a.b}', c: '{{ _base_.x }}' } };"],
  ])('in %s: no message shows a value', async (name, text) => {
    const message = await loadConfig(write(name, text)).then(String, (error: Error) => error.message);
    expect(message).toContain(name);
    expect(message).not.toMatch(/secret|place/);
  });

  it('shows no value where an option takes another one', async () => {
    const file = write('a.ts', "export default { runner: { type: '{{$HK_ROOT:x}}' }, seed: '{{$HK_N:1}}' };");
    const issues = await checkConfig(await loadConfig(file), builtinBuilder());
    expect(issues.map(({ path }) => path)).toEqual(['runner.type', 'seed']);
    expect(JSON.stringify(issues)).not.toMatch(/secret|"7/);
  });
});
