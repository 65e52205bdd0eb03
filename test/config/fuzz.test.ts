import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig, migrateToTypeScript, parseOverrides } from '../../aligndet/config/index.js';
import { AlignDetError } from '../../aligndet/core/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names that would reach prototypes if they were not taken for plain keys. */
const keys = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '_delete_',
    '_base_',
    'type',
    '0',
    '-1',
    '',
  ),
  fc.string({ maxLength: 8 }),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, '{{ _base_.a }}', '{{ fileBasename }}', '{{', '_base_'),
    fc.double(),
    fc.string({ maxLength: 10 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 4 }).map((entries) => {
      const object: Record<string, unknown> = {};
      for (const [key, value] of entries)
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
      return object;
    }),
  ),
})).value;

/** Runs `code`: what it throws must be an error of ours with a message, and no prototype may have changed. */
async function survives(code: () => unknown): Promise<void> {
  const before = prototypes();
  try {
    await code();
  } catch (error) {
    if (!(error instanceof AlignDetError)) throw error;
    expect(error.message).not.toBe('');
  }
  expect(prototypes()).toBe(before);
}

const prototypes = () =>
  [Object, Array, Function, String]
    .map(({ prototype }) => Object.getOwnPropertyNames(prototype).join())
    .join();

/** Pieces of Python that configs are made of, whole and broken. */
const python = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'a',
          'b',
          '_base_',
          'dict',
          '__proto__',
          'constructor',
          '=',
          '==',
          '+',
          '-',
          '*',
          '/',
          '//',
          '%',
          '**',
          '(',
          ')',
        ],
        ...[
          '[',
          ']',
          '{',
          '}',
          ',',
          ':',
          '.',
          '\n',
          '\n    ',
          ' for i in ',
          ' if ',
          ' else ',
          'range(3)',
          'None',
          'True',
        ],
        ...[
          '1',
          '2.5',
          '1e400',
          '"s"',
          "f'{a}'",
          '{{ _base_.x }}',
          '.update',
          '.append',
          '.format',
          'lambda x: x',
          '# c\n',
        ],
        ...[
          'def f(x):\n    return f(x)\n',
          'while True:\n    pass\n',
          'import os\n',
          'a = 1\n',
          'b = dict(a=1)\n',
          '[0] * 10 ** 9',
        ],
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

describe('whatever comes', () => {
  it('parseOverrides gives values or a message', async () => {
    const word = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.array(keys, { maxLength: 3 }), fc.string())
        .map(([path, value]) => `${path.join('.')}=${value}`),
      fc.stringMatching(/^[a-z.]{1,5}=[[\](){},.'"0-9 a-z]{0,20}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 4 }), (words) => survives(() => parseOverrides(words))),
    );
  });

  it('loadConfig gives plain data or a message, and touches no prototype', async () => {
    const read = (files: Record<string, unknown>) => async (file: string) => files[file] ?? {};
    const words = fc.array(
      fc.tuple(fc.array(keys, { minLength: 1, maxLength: 3 }), fc.string({ maxLength: 6 })),
      { maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(values, values, words, (base, own, overrides) =>
        survives(async () => {
          const files = { '/v/a.py': { _base_: 'b.py', ...(own as object) }, '/v/b.py': base };
          const { config } = await loadConfig('/v/a.py', {
            read: read(files),
            overrides: overrides.map(([path, value]) => `${path.join('.')}=${value}`),
          });
          expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
          expect(() => structuredClone(config)).not.toThrow();
        }),
      ),
    );
  });

  it.each(['json', 'yaml', 'js', 'ts'])('a corrupt .%s file gives a message', async (extension) => {
    const file = join(folder, `a.${extension}`);
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      values.map((value) => `${/s$/.test(extension) ? 'export default ' : ''}${JSON.stringify(value)}`),
      fc.stringMatching(/^[[\]{}:,"'a-z0-9 \n&*!|>-]{0,30}$/),
    );
    await fc.assert(
      fc.asyncProperty(
        text.filter((each) => !/[a-z]\s*\(|while|for/.test(each)),
        async (each) => {
          writeFileSync(file, each);
          await survives(() => loadConfig(file));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('Python gives a config or a message, and TypeScript that says the same', async () => {
    const file = join(folder, 'a.py');
    await fc.assert(
      fc.asyncProperty(python, async (source) => {
        writeFileSync(file, source);
        await survives(() => loadConfig(file));
        await survives(() => migrateToTypeScript(file, { target: join(folder, 'b.ts') }));
      }),
      { numRuns: 150 },
    );
  });

  it('depth and size are bounded', async () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const files = {
      'deep.json': `{ "a": ${deep(5000)} }`,
      'deep.py': `a = ${deep(5000)}`,
      'deep.ts': `export default { a: ${deep(500)} };`,
      'deep.yaml': `a: ${deep(2000)}`,
      'bomb.yaml': `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join()}]`)
        .join('\n')}`,
      'sums.py': `a = ${'1 + '.repeat(5000)}1`,
      'power.py': 'a = 10 ** 10 ** 10',
      'text.py': `a = "x" * 999_999\nb = [a * 999_999]\n`,
      'pad.py': 'a = f"{1:999999999}"',
      'nested.py': 'a = []\nfor i in range(300):\n    a = [a, a]\n',
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
      await survives(() => loadConfig(join(folder, name)));
    }
    // Refused before anything calls itself for each level: out of stack, V8 may end the process instead of throwing.
    await expect(loadConfig(join(folder, 'deep.yaml'))).rejects.toThrow(/nested deeper than 100 levels/);
    await expect(loadConfig(join(folder, 'deep.py'))).rejects.toThrow(/deep\.py:1:\d+: nested too deeply/);
    await expect(loadConfig(join(folder, 'sums.py'))).rejects.toThrow(/nested too deeply/);
    await survives(() => parseOverrides([`a=${'['.repeat(20_000)}${']'.repeat(20_000)}`]));
    await survives(() => loadConfig(join(folder, 'sums.py'), { overrides: [`${'a.'.repeat(20_000)}b=1`] }));
  });

  it('a base is a file that is read, never a path that is run or listed', async () => {
    for (const base of [
      '/etc/passwd',
      '../../../../etc/passwd',
      '/dev/zero',
      '/proc/self/environ',
      folder,
      'a\0.ts',
    ]) {
      writeFileSync(join(folder, 'a.ts'), `export default { _base_: ${JSON.stringify(base)} };`);
      await expect(loadConfig(join(folder, 'a.ts'))).rejects.toThrow(
        /one of the extensions|is not a|not a file/,
      );
    }
  });
});
