import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { argumentsOf, nameOf } from '../../../aligndet/cli/arguments/declared.js';
import { EXAMPLES } from '../../../aligndet/cli/arguments/examples.js';
import { helpText, overviewText, wrapped } from '../../../aligndet/cli/arguments/help.js';
import { respelled } from '../../../aligndet/cli/arguments/spelling.js';
import { commands } from '../../../aligndet/cli/commands.js';
import { chooseGpu, notesOn } from '../../../aligndet/cli/mmdet-flags.js';
import { runCommand } from '../../support/command.js';
import { expectMistakes } from '../../support/mistakes-page.js';

const MISTAKES: [what: string, line: string][] = [
  ['a misspelt command', 'trian CONFIG'],
  ['no command', '--seed 3 train CONFIG'],
  ['a misspelt flag', 'train CONFIG --wrok-dir DIR'],
  ['a flag of another command', 'train CONFIG --eval bbox'],
  ['the first letters of a flag', 'test CONFIG CHECKPOINT --show-s 0.5'],
  ['a misspelt flag that took the config', 'train --wrok-dir CONFIG'],
  ['a value for a switch', 'train CONFIG --no-validate=1'],
  ['no config', 'train'],
  ['an empty word for the config', 'train ""'],
  ['no action', 'config'],
  ['a misspelt action', 'checkpoint inspct FILE'],
  ['a list that took the checkpoint', 'test CONFIG --eval bbox CHECKPOINT'],
  ['a word for a number among the arguments', 'detectron2pytorch FILE OUT fifty'],
  ['a flag that has to be there', 'data synth --train 100'],
  ['a folder where a flag is needed', 'data synth FOLDER'],
  ['a word too many', 'train CONFIG 8'],
  ['a word for a number', 'train CONFIG --seed abc'],
  ['a fraction for a seed', 'train CONFIG --seed 1.5'],
  ['a seed below zero', 'train CONFIG --seed -1'],
  ['a flag without its number', 'train CONFIG --seed'],
  ['a flag without its value', 'train CONFIG --work-dir'],
  ['a flag without any value', 'test CONFIG CHECKPOINT --eval'],
  ['the old and the new name of a flag', 'train CONFIG --options a=1 --cfg-options b=2'],
  ['a launcher that does not exist', 'train CONFIG --launcher torch'],
  ['nothing to do with the results', 'test CONFIG CHECKPOINT'],
  ['two things that exclude each other', 'test CONFIG CHECKPOINT --eval bbox --format-only'],
  ['a window', 'test CONFIG CHECKPOINT --show'],
  ['results as a pickle', 'test CONFIG CHECKPOINT --out results.pkl'],
];

it('every mistake on the command line is told, and ends with 2', async () => {
  const rows = [];
  for (const [what, line] of MISTAKES) {
    const { exitCode, stderr } = await runCommand(
      ...line.split(' ').map((word) => (word === '""' ? '' : word)),
    );
    expect([line, exitCode]).toEqual([line, 2]);
    rows.push({ what, written: `aligndet ${line}`, message: stderr.trim().replace(/^error: /, '') });
  }
  const intro = 'Each is typed after `aligndet` (`test/cli/arguments/command-line.test.ts`).';
  expectMistakes('Commands', intro, rows);
});

describe('the scripts', () => {
  it.each([
    ['dist_train.sh', '', 2, /^usage: .* CONFIG GPUS /],
    ['dist_train.sh', '8 a.ts', 2, /^GPUS is a number, but got "a\.ts"\.\nusage: /],
    ['dist_train.sh', 'a.ts --work-dir x', 2, /^GPUS is a number, but got "--work-dir"\.\nusage: /],
    ['dist_test.sh', 'a.ts a.pth --eval bbox', 2, /^GPUS is a number, but got "--eval"\.\nusage: /],
    ['dist_train.sh', '--help', 0, /^usage: .* CONFIG GPUS /],
    ['dist_test.sh', '-h', 0, /^usage: .* CONFIG CHECKPOINT GPUS /],
  ])('%s %s', (script, words, exitCode, said) => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [resolve(import.meta.dirname, '../../../tools', script), ...words.split(' ').filter(Boolean)],
      { encoding: 'utf8' },
    );
    expect(status).toBe(exitCode);
    expect(exitCode === 0 ? stdout : stderr).toMatch(said);
  });
});

describe('flags of mmdetection', () => {
  const flagsOf = (name: string) => {
    const command = commands.find(({ command }) => String(command).startsWith(`${name} `));
    return argumentsOf(command as (typeof commands)[number]).flags;
  };

  /** tools/train.py and tools/test.py of 2.25; `--show` is refused with what to do instead. */
  it.each([
    [
      'train',
      'work-dir resume-from auto-resume no-validate gpus gpu-ids gpu-id seed diff-seed deterministic cfg-options launcher ' +
        'local-rank auto-scale-lr',
    ],
    [
      'test',
      'work-dir out fuse-conv-bn gpu-ids gpu-id format-only eval show show-dir show-score-thr gpu-collect tmpdir cfg-options ' +
        'eval-options launcher local-rank',
    ],
  ])('%s has them all', (name, published) => {
    const own = flagsOf(name).map((flag) => flag.name);
    expect(published.split(' ').filter((flag) => !own.includes(flag))).toEqual([]);
  });

  it.each([
    [
      'train',
      '--work_dir=a --local_rank 0 --cfg-options a_b=1',
      '--work-dir=a --local-rank 0 --cfg-options a_b=1',
    ],
    ['train', '--options a=1', '--cfg-options a=1'],
    ['test', '--options a=1', '--eval-options a=1'],
    ['train', '-- --work_dir', '-- --work_dir'],
    ['train', '--unknown_flag 1', '--unknown_flag 1'],
  ])('%s %s', (name, line, expected) => {
    expect(respelled(line.split(' '), flagsOf(name)).join(' ')).toBe(expected);
  });

  it('that do less here say what they do, one line each', () => {
    expect(notesOn({ gpus: 1, launcher: 'none' })).toEqual([]);
    const notes = notesOn({
      gpus: 8,
      launcher: 'pytorch',
      'local-rank': 0,
      'gpu-ids': [3, 4],
      'diff-seed': true,
      deterministic: true,
      'fuse-conv-bn': true,
      'gpu-collect': true,
      tmpdir: 'x',
    });
    expect(notes).toHaveLength(9);
    for (const note of notes) expect(note).toMatch(/^--[\w-]+.*\.$/);
  });

  it.each([
    [{ 'gpu-id': 2 }, '2'],
    [{ 'gpu-ids': [3, 1] }, '3'],
    [{}, undefined],
  ])('%j chooses the GPU', (flags, expected) => {
    const environment: Record<string, string | undefined> = {};
    chooseGpu(flags, environment);
    expect(environment.ALIGNDET_GPUS).toBe(expected);
  });
});

describe('help', () => {
  it.each(commands.map((command) => [String(command.command), command] as const))(
    'of %s fits a narrow terminal, but for words and examples that are longer',
    (_name, command) => {
      const [body] = helpText(command, 60).split('\nExamples:');
      const long = body.split('\n').filter((line) => line.length > 60);
      expect(long.filter((line) => line.trim().includes(' '))).toEqual([]);
    },
  );

  it('is asked for in every usual way, and goes to stdout', async () => {
    for (const words of [['-h'], ['--help'], ['help']]) {
      const { exitCode, stdout, stderr } = await runCommand(...words);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain('extract-detector-weights');
    }
    for (const words of [
      ['train', '-h'],
      ['help', 'train'],
      ['train', 'x', '--seed', '3', '--help'],
    ]) {
      const { exitCode, stdout } = await runCommand(...words);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('aligndet train CONFIG --work-dir DIR --auto-resume');
    }
  });

  it('lists every command', () => {
    const text = overviewText(commands, 80);
    for (const { describe: about } of commands) expect(text.replaceAll(/\s+/g, ' ')).toContain(about);
  });

  it('has examples of every command, with flags that it takes', () => {
    const names = commands.map(nameOf);
    expect(Object.keys(EXAMPLES).sort()).toEqual([...names].sort());
    for (const command of commands) {
      const flags = argumentsOf(command).flags.map(({ name }) => `--${name}`);
      for (const [line] of EXAMPLES[nameOf(command)]) {
        expect(line).toContain(`aligndet ${nameOf(command)}`);
        expect(flags).toEqual(expect.arrayContaining(line.match(/--[\w-]+/g) ?? []));
      }
    }
  });

  it('wraps at words, and leaves long ones whole', () => {
    expect(wrapped('one two three configs/a/very/long/path.ts x', 8)).toEqual([
      'one two',
      'three',
      'configs/a/very/long/path.ts',
      'x',
    ]);
  });
});

it('--version prints the version, also behind a command', async () => {
  for (const words of [['--version'], ['train', '--version']]) {
    const { exitCode, stdout } = await runCommand(...words);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^aligndet \d+\.\d+\.\d+\n$/)]);
  }
});

it('takes the last of a flag that is repeated, as argparse does', async () => {
  const { stderr } = await runCommand('train', 'a.ts', '--seed', 'abc', '--seed', '1.5');
  expect(stderr).toContain('1.5');
});
