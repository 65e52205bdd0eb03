import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../aligndet/config/index.js';
import { type Builder, ConfigError } from '../../aligndet/core/index.js';
import { builderFor, withAbsoluteImports } from '../../aligndet/extensions/index.js';
import * as engine from '../../aligndet/public/engine.js';
import { temporaryFolder } from '../support/coco.js';

const LOSS = `
  import { defineComponent, z } from 'aligndet/components';
  import type { Tensor } from 'aligndet/engine';
  import * as engine from 'aligndet/engine';
  import { factor } from './factor.js';

  export const bump = defineComponent({
    slot: 'loss',
    type: 'BumpLoss',
    schema: z.strictObject({ height: z.number().default(factor) }),
    build: ({ height }) => Object.assign((prediction: Tensor) => prediction.mul(height).sum(), { engine }),
  });
`;

/** A component of nothing but a name. */
const component = (slot: string, type: string, more = '') => `
  import { defineComponent, z } from 'aligndet/components';
  export default defineComponent({
    ${slot === '' ? '' : `slot: '${slot}',`} type: '${type}', ${more} schema: z.strictObject({}), build: () => () => 0,
  });
`;

let count = 0;

describe('builderFor', () => {
  const root = temporaryFolder();

  /** Writes the files into a folder of their own; gives the path of one. */
  function write(files: Record<string, string>): (name: string) => string {
    const folder = join(root, String(count++));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return (name) => join(folder, name);
  }

  const config = (imports: unknown, more = '') =>
    `export default { custom_imports: { imports: ${JSON.stringify(imports)}${more} } };\n`;

  async function built(file: string): Promise<{ builder: Builder; warnings: string[] }> {
    const warnings: string[] = [];
    const builder = await builderFor(await loadConfig(file), (warning) => warnings.push(warning));
    return { builder, warnings };
  }

  async function failure(file: string): Promise<ConfigError> {
    const error = await built(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }

  it('gives the built-in components to a config without imports', async () => {
    const path = write({ 'config.ts': 'export default {};' });
    const { builder, warnings } = await built(path('config.ts'));
    expect(builder.registry('neck').types()).toContain('FPN');
    expect(builder.files.size).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('adds what a TypeScript module exports, on the engine that is running', async () => {
    const path = write({
      'config.ts': config(['./losses.ts']),
      'losses.ts': LOSS,
      'factor.ts': 'export const factor: number = 3;',
    });
    const { builder, warnings } = await built(path('config.ts'));
    expect(warnings).toEqual([]);
    expect(builder.check('loss', { type: 'BumpLoss', heigt: 2 })).toEqual([
      { path: 'heigt', message: 'unknown key. Did you mean "height"? Known: height.', rename: 'height' },
    ]);
    const loss = builder.build('loss', { type: 'BumpLoss' });
    expect(loss(engine.tensor([1, 2]), engine.tensor([0])).dataSync()[0]).toBe(9); // 3 * (1 + 2)
    expect((loss as unknown as { engine: typeof engine }).engine.tensor).toBe(engine.tensor);
    expect([...builder.files.values()]).toEqual([path('losses.ts')]);
  });

  it('takes a path from the file that writes it, a base too', async () => {
    const path = write({
      'configs/mine.ts': "export default { _base_: '../bases/base.ts' };",
      'bases/base.ts': config('./parts/neck.ts'),
      'bases/parts/neck.ts': component('neck', 'OwnNeck'),
    });
    const { builder } = await built(path('configs/mine.ts'));
    expect(builder.registry('neck').types()).toContain('OwnNeck');
    const loaded = await loadConfig(path('configs/mine.ts'));
    expect(withAbsoluteImports(loaded)).toEqual({ custom_imports: { imports: path('bases/parts/neck.ts') } });
    expect(loaded.config).toEqual({ custom_imports: { imports: './parts/neck.ts' } });
  });

  it('takes lists and defaults, CommonJS, packages, and files that import each other', async () => {
    const path = write({
      'config.ts': config(['./all.cjs', 'own-parts', 'esm-parts', './circle-a.ts']),
      'all.cjs': `
        const { defineComponent, z } = require('aligndet/components');
        const make = (type) => defineComponent({ slot: 'hook', type, schema: z.strictObject({}), build: () => ({}) });
        module.exports = { hooks: [make('FirstHook'), make('SecondHook')] };`,
      'node_modules/own-parts/package.json': '{ "name": "own-parts", "main": "main.js", "type": "module" }',
      'node_modules/own-parts/main.js': component('neck', 'PackagedNeck'),
      'node_modules/esm-parts/package.json':
        '{ "name": "esm-parts", "type": "module", "exports": { ".": { "import": "./in.js" } } }',
      'node_modules/esm-parts/in.js': "export * from './deep.js'; export const one = 1;",
      'node_modules/esm-parts/deep.js': component('neck', 'DeepNeck').replace(
        'export default',
        'export const deep =',
      ),
      'circle-a.ts': `import { b } from './circle-b'; export const a = () => b; ${component('loss', 'CircleLoss')}`,
      'circle-b.ts': "import { a } from './circle-a'; export const b = () => a;",
    });
    const { builder, warnings } = await built(path('config.ts'));
    expect(warnings).toEqual([]);
    expect(builder.registry('hook').types()).toEqual(expect.arrayContaining(['FirstHook', 'SecondHook']));
    expect(builder.registry('neck').types()).toEqual(expect.arrayContaining(['PackagedNeck', 'DeepNeck']));
    expect(builder.registry('loss').types()).toContain('CircleLoss');
  });

  it.each([
    [
      'a file that is not there',
      './los.ts',
      {},
      /custom_imports\.imports\.0: "\.\/los\.ts" cannot be imported: .*\/los\.ts does not exist\. Did you mean .*\/loss\.ts\? \(set at .*config\.ts:1:\d+\)$/,
    ],
    [
      'a package that is not there',
      'no-such-parts',
      {},
      /no package of this name is installed for .*: run npm install no-such-parts/,
    ],
    [
      'a path without "./"',
      'parts/loss.ts',
      {},
      /a path begins with "\.\/", "\.\.\/" or "\/"\. Did you mean "\.\/parts\/loss\.ts"\?/,
    ],
    [
      'a Python module',
      'my_project.necks',
      {},
      /the name of a Python module, and Python modules are not run: write the component in TypeScript/,
    ],
    ['a syntax error', './bad.ts', { 'bad.ts': 'export const = 1;' }, /bad\.ts:1:14: Expected identifier/],
    [
      'an error in the module',
      './bad.ts',
      { 'bad.ts': 'interface A { b: 1 }\n\nthrow new Error("boom");' },
      /bad\.ts:3:\d+: boom/,
    ],
    [
      'an import that is not there',
      './bad.ts',
      { 'bad.ts': "import { a } from './no.js';\nconsole.log(a);" },
      /bad\.ts imports "\.\/no\.js", but .*no\.js does not exist/,
    ],
    [
      'a package it needs',
      './bad.ts',
      { 'bad.ts': "import { a } from 'no-such';\nconsole.log(a);" },
      /bad\.ts imports "no-such", but no package of this name is installed/,
    ],
    [
      'a name that is not public',
      './bad.ts',
      { 'bad.ts': "import { defineComponet } from 'aligndet/components';\nconsole.log(defineComponet);" },
      /does not export "defineComponet"\./,
    ],
    [
      'a sub-path that is not there',
      './bad.ts',
      { 'bad.ts': "import { a } from 'aligndet/component';\nconsole.log(a);" },
      /imports "aligndet\/component", which AlignDet does not have\. It has: aligndet, aligndet\/components,/,
    ],
    [
      'a component without a slot',
      './bad.ts',
      { 'bad.ts': component('', 'Slotless') },
      /the component "Slotless" \(export default\) has no slot: add slot/,
    ],
    [
      'a slot that is not there',
      './bad.ts',
      { 'bad.ts': component('los', 'Wrong') },
      /has the unknown slot "los"\. Did you mean "loss"/,
    ],
    [
      'no schema',
      './bad.ts',
      { 'bad.ts': "export const x = { slot: 'loss', type: 'X', build: () => 0 };" },
      /"X" \(export x\) needs a schema/,
    ],
    [
      'no build',
      './bad.ts',
      { 'bad.ts': component('loss', 'X').replace(/build.*0,/, '') },
      /"X" \(export default\) needs a function build/,
    ],
    [
      'the name of a built-in one',
      './bad.ts',
      { 'bad.ts': component('neck', 'FPN') },
      /bad\.ts has a neck "FPN", as AlignDet has\. Give it another name, or set force: true/,
    ],
  ])('says what is wrong: %s', async (_case, specifier, files, message) => {
    const path = write({ 'config.ts': config([specifier]), 'loss.ts': LOSS, ...files });
    expect((await failure(path('config.ts'))).message).toMatch(message);
  });

  it('names both of two modules with one name, and keeps the cause', async () => {
    const path = write({
      'config.ts': config(['./a.ts', './b.ts']),
      'a.ts': component('neck', 'Twin'),
      'b.ts': component('neck', 'Twin'),
    });
    const error = await failure(path('config.ts'));
    expect(error.message).toContain(`${path('b.ts')} has a neck "Twin", as ${path('a.ts')} has.`);
    expect(error.cause).toBeInstanceOf(ConfigError);
  });

  it('puts a component in the place of another with force', async () => {
    const path = write({ 'config.ts': config('./a.ts'), 'a.ts': component('neck', 'FPN', 'force: true,') });
    const { builder } = await built(path('config.ts'));
    expect(
      builder
        .registry('neck')
        .types()
        .filter((type) => type === 'FPN'),
    ).toHaveLength(1);
    expect(builder.files.get(builder.registry('neck').get('FPN') as never)).toBe(path('a.ts'));
  });

  it('goes on without a module that cannot be imported when allow_failed_imports says so', async () => {
    const path = write({
      'config.ts': config(['./no.ts', './neck.ts'], ', allow_failed_imports: true'),
      'neck.ts': component('neck', 'AllowedNeck'),
    });
    const { builder, warnings } = await built(path('config.ts'));
    expect(builder.registry('neck').types()).toContain('AllowedNeck');
    expect(warnings).toEqual([
      expect.stringMatching(/"\.\/no\.ts" cannot be imported: .*The run continues without it/),
    ]);
  });

  it('tells which Python modules are ignored, but for those that are built in', async () => {
    const path = write({ 'config.ts': config(['AlignDet.models.necks.cb_fpn', 'mmdet.models.necks']) });
    const { warnings } = await built(path('config.ts'));
    expect(warnings).toEqual([expect.stringContaining('Python modules are not run: mmdet.models.necks.')]);
  });

  it('tells of a module that exports no component', async () => {
    const path = write({ 'config.ts': config('./empty.ts'), 'empty.ts': 'export const x = 1;' });
    const { warnings } = await built(path('config.ts'));
    expect(warnings).toEqual([expect.stringContaining('exports no component')]);
  });
});
