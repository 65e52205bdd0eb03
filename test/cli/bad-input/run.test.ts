import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { type TinyDataset, writeTinyDataset } from '../../support/tiny-dataset.js';

describe('train and test, used wrongly', () => {
  const folder = temporaryFolder();
  const [work, checkpoint, cut] = ['work', 'good/latest.pth', 'cut.pth'].map((name) => join(folder, name));
  let tiny: TinyDataset;

  beforeAll(async () => {
    tiny = await writeTinyDataset(folder);
    const words = [tiny.config, '--no-validate', '--work-dir', join(folder, 'good')];
    const { exitCode, stderr } = await runCommand('train', ...words, '--cfg-options', 'runner.max_epochs=1');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    writeFileSync(cut, readFileSync(checkpoint).subarray(0, 20_000));
    writeFileSync(join(folder, 'text.pth'), 'hello');
    writeTorchFile(join(folder, 'weights.pth'), {
      weight: { dtype: 'float32', shape: [1], data: Float32Array.of(1) },
    });
  }, 120_000);

  const wider = ['model.backbone.base_channels=8', 'model.neck.in_channels=[8,16]'];

  // Words behind the command; `CONFIG`, `CHECKPOINT`, `CUT` and `DIR` stand for paths.
  it.each<[string, string[], RegExp]>([
    ['a config that is not there', ['train', 'DIR/tny.json'], /DIR\/tny\.json does not exist/],
    [
      'weights where the config belongs',
      ['test', 'CHECKPOINT', 'CONFIG', '--eval', 'bbox'],
      /CHECKPOINT: expected a config with one of the extensions .* This is a checkpoint: give the config before it\./,
    ],
    [
      'a key that nothing reads',
      ['train', 'CONFIG', '--cfg-options', 'optimizer.momentun=0.9'],
      /optimizer\.momentun: unknown key\. Did you mean "momentum"\? Known: lr, momentum/,
    ],
    [
      'a top-level key that nothing reads',
      ['train', 'CONFIG', '--cfg-options', 'optimiser.lr=0.1'],
      /optimiser\.lr: no run reads the key "optimiser"\. Did you mean optimizer\.lr\?/,
    ],
    [
      'a component that nobody knows',
      ['train', 'CONFIG', '--cfg-options', 'optimizer.type=SGDD'],
      /optimizer\.type: no optimizer is called "SGDD"\. Did you mean "SGD"\?/,
    ],
    [
      'other classes than the heads have',
      ['train', 'CONFIG', '--cfg-options', 'model.roi_head.bbox_head.num_classes=80'],
      /model\.roi_head\.bbox_head\.num_classes is 80, but the dataset has 3 classes \(disc, box, line\)\. Set num_classes to 3/,
    ],
    [
      'weights that are not there',
      ['train', 'CONFIG', '--cfg-options', 'load_from=DIR/none.pth'],
      /DIR\/none\.pth: no such file/,
    ],
    [
      'weights that are a text',
      ['train', 'CONFIG', '--cfg-options', 'load_from=DIR/text.pth'],
      /DIR\/text\.pth: is not a PyTorch checkpoint: it starts with "hell"/,
    ],
    [
      'weights of another model',
      ['train', 'CONFIG', '--cfg-options', 'load_from=CHECKPOINT', ...wider],
      /CHECKPOINT: matches \d+ of the model's \d+ tensors\.[\s\S]*of another shape[\s\S]*--allow-partial/,
    ],
    [
      'a run of another model to go on from',
      ['train', 'CONFIG', '--resume-from', 'CHECKPOINT', '--cfg-options', ...wider],
      /CHECKPOINT: belongs to another model: backbone\.conv1\.weight is \[4, 3, 7, 7\], the model's is \[8, 3, 7, 7\].*load_from/,
    ],
    [
      'weights alone to go on from',
      ['train', 'CONFIG', '--resume-from', 'DIR/weights.pth'],
      /DIR\/weights\.pth: has no epoch and iteration to resume from\. To start from its weights only, use load_from/,
    ],
    [
      'a checkpoint that is cut off, to go on from',
      ['train', 'CONFIG', '--resume-from', 'CUT'],
      /CUT: is truncated/,
    ],
    [
      'a checkpoint that is cut off, to test',
      ['test', 'CONFIG', 'CUT', '--eval', 'bbox'],
      /CUT: is truncated/,
    ],
    [
      'a checkpoint of another model, to test',
      ['test', 'CONFIG', 'CHECKPOINT', '--eval', 'bbox', '--cfg-options', ...wider],
      /CHECKPOINT: matches \d+ of the model's \d+ tensors\./,
    ],
    [
      'a work dir below a file',
      ['train', 'CONFIG', '--work-dir', 'CHECKPOINT/run'],
      /work_dir CHECKPOINT\/run cannot be written: a parent in the path is a file, not a folder/,
    ],
  ])('%s: says where, what, and what to do', async (_case, words, message) => {
    const values = { CONFIG: tiny.config, CHECKPOINT: checkpoint, CUT: cut, DIR: folder };
    const fill = (text: string, change = (path: string) => path) =>
      Object.entries(values).reduce((filled, [name, path]) => filled.replaceAll(name, change(path)), text);
    const hasWorkDir = words[0] === 'test' || words.includes('--work-dir');
    const { exitCode, stdout, stderr } = await runCommand(
      ...words.slice(0, 2).map((word) => fill(word)),
      ...(hasWorkDir ? [] : ['--work-dir', work]),
      ...words.slice(2).map((word) => fill(word)),
    );
    expect(stdout + stderr).toMatch(
      new RegExp(fill(message.source, (path) => path.replaceAll(/[.\\/]/g, '\\$&'))),
    );
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).not.toContain('internal error');
    expect(existsSync(join(work, 'latest.pth'))).toBe(false);
  });

  it('begins at the start where --auto-resume finds nothing, and says so', async () => {
    const fresh = join(folder, 'fresh');
    const words = [tiny.config, '--no-validate', '--work-dir', fresh, '--auto-resume'];
    const { exitCode, stdout } = await runCommand('train', ...words, '--cfg-options', 'runner.max_epochs=1');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`--auto-resume: there is no checkpoint in ${fresh} yet`);
  });

  it('stops at a loss that is no number, with its name, the iteration and the images; nothing is saved over', async () => {
    const words = [tiny.config, '--no-validate', '--work-dir', join(folder, 'nan')];
    const rate = ['optimizer.lr=1e30', 'optimizer_config.grad_clip=None', 'runner.max_epochs=3'];
    const { exitCode, stderr } = await runCommand('train', ...words, '--cfg-options', ...rate);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /loss_\w+ is (NaN|-?Infinity) at iteration \d+, images: .*\d\.png, .*\d\.png\. Lower optimizer\.lr/,
    );
  });
});
