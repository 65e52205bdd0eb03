import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PyGlobal, PyObject, writeSafetensors, writeTorchFile } from '../../aligndet/checkpoint/index.js';
import { printPainted } from '../../aligndet/cli/terminal.js';
import { runCommand } from '../support/command.js';
import { restoreVariables, stubVariable } from '../support/variables.js';

const folder = mkdtempSync(join(tmpdir(), 'aligndet-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Colour, title of the window, eight-bit clear screen, backspace, return, direction; then a message of its own. */
const HOSTILE = '\u001b[31m\u001b]0;T\u0007\u009b2J\b\r\u202e\nerror: forged';
/** What a terminal may be sent: printed characters and line ends. */
const HARMLESS = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

function expectHarmless({ stdout, stderr }: { stdout: string; stderr: string }): void {
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    expect(line).toMatch(HARMLESS);
    expect(line).not.toMatch(/^error: forged/);
  }
}

describe('what commands print', () => {
  const tensor = { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, 2) };
  const names = join(folder, 'names.pth');
  const other = join(folder, 'other.pth');
  const safe = join(folder, 'names.safetensors');
  const config = join(folder, 'config.json');
  const meta = {
    [HOSTILE]: HOSTILE,
    note: new PyObject(new PyGlobal('a.b', HOSTILE.slice(0, 8)), [], 'new'),
  };
  writeTorchFile(names, { meta, state_dict: { [`${HOSTILE}.a`]: tensor, [`${HOSTILE}.b`]: tensor } });
  writeTorchFile(other, { state_dict: { [`x${HOSTILE}`]: tensor } });
  writeSafetensors(safe, new Map([[HOSTILE, tensor]]), { [HOSTILE]: HOSTILE });
  writeFileSync(config, JSON.stringify({ [HOSTILE]: HOSTILE }));
  const page = join(folder, 'page.pth');
  writeFileSync(page, '\u001b\r\n\b');

  it.each([
    ['a tree of tensors', ['checkpoint', 'inspect', names]],
    ['a tree of safetensors', ['checkpoint', 'inspect', safe]],
    ['differences', ['checkpoint', 'diff', names, other]],
    ['names that a converter meets', ['backbone2mmdet', names, join(folder, 'out.pth')]],
    ['contents of a file that is no checkpoint', ['checkpoint', 'inspect', page]],
    ['the path of a missing file', ['checkpoint', 'inspect', `no${HOSTILE}.pth`]],
    ['an unknown flag', ['checkpoint', 'inspect', names, `--${HOSTILE}`]],
    ['an unknown command', [HOSTILE]],
    ['values of a config', ['print-config', config]],
    ['values of a config as JSON', ['print-config', config, '--json']],
    ['a key that is nowhere', ['config', 'explain', config, HOSTILE]],
    ['configs that differ', ['config', 'diff', config, join(folder, `${HOSTILE}.json`)]],
  ])('is harmless: %s', async (_case, words) => {
    const outcome = await runCommand(...words);
    expect(`${outcome.stdout}${outcome.stderr}`).toContain('\\u001b');
    expectHarmless(outcome);
  });

  it('keeps JSON as it is', async () => {
    const { stdout } = await runCommand('checkpoint', 'inspect', safe, '--json');
    expectHarmless({ stdout, stderr: '' });
    expect(JSON.parse(stdout).tensors[0].path).toBe(HOSTILE);
  });

  it('passes one module only', () => {
    const all = readdirSync('aligndet', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const printing = all.filter((file) =>
      /process\.std(out|err)\b.*\.write\(|console\.\w+\(/.test(
        readFileSync(join('aligndet', file), 'utf8').replaceAll(/^ *\*.*$/gm, ''), // examples in comments print
      ),
    );
    // The log and the quick print make their lines harmless themselves; the child of doctor answers its parent.
    expect(printing.sort()).toEqual([
      'cli/config/quick-print.ts',
      'cli/doctor/probe-child.ts',
      'cli/run-logger.ts',
      'cli/terminal.ts',
    ]);
  });
});

describe('printPainted', () => {
  afterEach(() => void restoreVariables());

  it.each<[name: string, value: string | undefined, isTTY: boolean, word: string]>([
    ['TERM', 'xterm', true, '\u001b[31merror\u001b[0m'],
    ['TERM', undefined, true, '\u001b[31merror\u001b[0m'],
    ['TERM', 'dumb', true, 'error'],
    ['NO_COLOR', '1', true, 'error'],
    ['TERM', 'xterm', false, 'error'],
  ])('keeps our own colours, and no others: %s=%s, terminal %s', (name, value, isTTY, word) => {
    stubVariable('NO_COLOR', undefined);
    stubVariable('TERM', 'xterm');
    stubVariable(name, value);
    let shown = '';
    const stream = { isTTY, write: (text: string) => (shown += text) } as never;
    printPainted(stream, [{ colour: 31, word: 'error' }, ': \u001b[32mfine\n']);
    expect(shown).toBe(`${word}: \\u001b[32mfine\n`);
  });
});
