import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { legacyFileChunks, readTorchFile, writeSafetensors } from '../../aligndet/checkpoint/index.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';

const folder = mkdtempSync(join(tmpdir(), 'mistakes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of `torch.save` whose object is this pickle. */
function withPickle(pickle: string): Uint8Array {
  const [magic, protocol, system, , keys] = legacyFileChunks(null);
  return Buffer.concat([magic, protocol, system, Buffer.from(pickle, 'latin1'), keys]);
}

const whole = () =>
  Buffer.concat([...legacyFileChunks({ x: { dtype: 'float32', shape: [64], data: new Float32Array(64) } })]);

function messageOf(call: () => unknown): string {
  try {
    call();
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

const file = (what: string, written: string, bytes: () => Uint8Array): MistakeRow => {
  const path = join(folder, 'a.pth');
  writeFileSync(path, bytes());
  return { what, written, message: messageOf(() => readTorchFile(path)) };
};

it('says what is wrong with a checkpoint', () => {
  const complex = { dtype: 'complex128', shape: [1], data: new Float64Array(2) } as const;
  expectMistakes(
    'Checkpoints',
    'Each mistake is in a file that is read or written (`test/checkpoint/mistakes.test.ts`).',
    [
      file('an empty file', '', () => new Uint8Array(0)),
      file('a file that is truncated', 'the first half of a .pth file', () => whole().subarray(0, 300)),
      file('a file that runs a program', "os.system('...')", () => withPickle('cos\nsystem\n(S"true"\ntR.')),
      file('a whole model as TorchScript', 'torch.jit.script(model)', () =>
        withPickle('ctorch.jit._script\nScriptModule\n)\x81.'),
      ),
      file('what a function of a package makes', 'mypackage.build_model()', () =>
        withPickle('cmypackage\nbuild_model\n(tR.'),
      ),
      file('a small file that takes much memory', 'a list that is copied ten thousand times', () =>
        withPickle(`(${'N'.repeat(50_000)}lq\0(${'c__builtin__\nlist\nh\0\x85R'.repeat(10_000)}l.`),
      ),
      {
        what: 'double complex numbers for safetensors',
        written: 'complex128',
        message: messageOf(() => writeSafetensors(join(folder, 'a.safetensors'), new Map([['x', complex]]))),
      },
    ],
  );
});
