import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readTorchFile, writeLegacyTorchFile, writeTorchFile } from '../../../aligndet/checkpoint/index.js';

const script = resolve(import.meta.dirname, '../../support/torch/round_trip.py');
const python = process.env.ALIGNDET_TORCH_PYTHON ?? 'python3';
const probe = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)';
const hasTorch = spawnSync(python, ['-c', probe]).status === 0;

/** `[file, description]` lines of the script, by the file's name. */
function torchSays(command: 'write' | 'load', ...paths: string[]): Map<string, unknown> {
  const output = execFileSync(python, [script, command, ...paths], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const lines = output.trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line)).map(([file, held]) => [file.split('/').at(-1), held]));
}

/**
 * PyTorch writes, we read, we write, PyTorch reads: bytes, shapes, strides, shared memory, parameters, optimizers,
 * `_metadata`, each format, each protocol, with `weights_only=True` too.
 */
(!hasTorch ? describe.skip : describe)(
  `round trip with PyTorch [${python} has no torch: set ALIGNDET_TORCH_PYTHON]`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
    const [theirs, zipped, legacy] = ['theirs', 'zipped', 'legacy'].map((name) => join(folder, name));
    let expected: Map<string, unknown>;

    beforeAll(() => {
      execFileSync('mkdir', ['-p', theirs]);
      expected = torchSays('write', theirs);
    }, 60_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each([
      ['the zip format', 'zip-', zipped, writeTorchFile],
      ['the legacy format', 'legacy-', legacy, writeLegacyTorchFile],
    ] as const)('by %s', (_name, prefix, ours, write) => {
      const files = readdirSync(theirs).filter((file) => file.startsWith(prefix));
      expect(files).toHaveLength(5); // protocols 2 to 5, and one for weights_only=True
      for (const file of files) write(join(ours, file), readTorchFile(join(theirs, file)).value);
      const found = torchSays('load', ...files.map((file) => join(ours, file)));
      for (const file of files) expect(found.get(file)).toEqual(expected.get(file));
    });
  },
);
