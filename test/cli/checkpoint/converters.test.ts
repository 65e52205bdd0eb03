import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspectCheckpoint, PyDict, writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { runCommand } from '../../support/command.js';
import { fixtures, goldensFolder } from '../../support/paths.js';

const folder = join(goldensFolder ?? join(fixtures, 'goldens'), 'checkpoint/convert');
const tools = resolve(import.meta.dirname, '../../../tools/model_converters');

/** Input and output of mmdetection's tools, as PyTorch wrote them. Types, shapes and bytes are compared by the family's handler. */
interface Case {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly exit_code: number;
  readonly expected?: readonly (readonly [key: string, ...rest: unknown[]])[];
}

describe('the converters, as commands', () => {
  const out = mkdtempSync(join(tmpdir(), 'convert-'));
  afterAll(() => rmSync(out, { recursive: true }));

  it.each(readdirSync(folder))('%s', async (name) => {
    const golden: Case = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8'));
    const [input, output, ...flags] = golden.argv;
    const target = join(out, name);
    const { exitCode, stderr } = await runCommand(
      golden.tool.replaceAll('_', '-'),
      join(folder, name, input),
      join(target, output),
      ...flags,
    );
    expect([stderr, exitCode !== 0]).toEqual([stderr, golden.exit_code !== 0]);
    if (exitCode === 0) expect(stderr).toMatch(/^$|^Nothing was written: give --selfsup moco/);
    if (golden.expected === undefined || golden.expected.length === 0) return;
    const [file] = readdirSync(target);
    const { tensors } = inspectCheckpoint(join(target, file), false);
    const found = tensors.filter(({ path }) => path.startsWith('state_dict.'));
    expect(found.map(({ path }) => path)).toEqual(golden.expected.map(([key]) => `state_dict.${key}`));
  });

  it.each(readdirSync(tools).map((file) => file.replace('.ts', '').replaceAll('_', '-')))(
    '%s keeps its input where the output has the same name',
    async (command) => {
      const [file, link] = [join(out, `${command}.pth`), join(out, `${command}-link.pth`)];
      writeTorchFile(file, new PyDict());
      const before = readFileSync(file);
      symlinkSync(file, link);
      for (const output of [file, link]) {
        const rest =
          command === 'detectron2pytorch' ? ['50'] : command === 'selfsup2mmdet' ? ['--selfsup', 'moco'] : [];
        const { exitCode, stdout, stderr } = await runCommand(command, file, output, ...rest);
        if (command === 'publish-model') expect(stdout).toMatch(/^Wrote .*-[0-9a-f]{8}\.pth\n$/);
        else {
          expect(exitCode).toBe(2);
          expect(stderr).toContain(`${output} is the input file. Give another output name`);
        }
        expect(readFileSync(file)).toEqual(before);
      }
    },
  );

  it('have a script each, under the published name', () => {
    for (const file of readdirSync(tools)) {
      const [, command] = /main\(\['([\w-]+)'/.exec(readFileSync(join(tools, file), 'utf8')) ?? [];
      expect(`${command}.ts`).toBe(file.replaceAll('_', '-'));
    }
  });
});
