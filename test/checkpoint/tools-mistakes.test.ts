import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeTorchFile } from '../../aligndet/checkpoint/index.js';
import { runCommand } from '../support/command.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';
import {
  fasterRcnn,
  resnet,
  tensorsOf,
  torchvisionDetector,
  under,
  vit,
} from '../support/published-layouts.js';

const folder = mkdtempSync(join(tmpdir(), 'mistakes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const torch = (name: string, value: unknown) => writeTorchFile(file(name), value);

/** What the command says on stderr, without folders. */
async function message(words: string): Promise<string> {
  const args = words.split(' ').map((word) => (/\.(pth|json)$/.test(word) ? file(word) : word));
  const { stderr } = await runCommand(...args);
  return stderr
    .replaceAll(`${folder}/`, '')
    .replace(/^error: /, '')
    .trim();
}

it('files that are no checkpoint, or one of another layout', async () => {
  writeFileSync(file('pointer.pth'), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n');
  writeFileSync(file('page.pth'), '<!DOCTYPE html><html>');
  writeFileSync(file('packed.pth'), gzipSync('weights'));
  writeFileSync(
    file('model.safetensors.index.json'),
    JSON.stringify({ weight_map: { a: 'model-1.safetensors' } }),
  );
  torch('mae.pth', { model: tensorsOf({ ...vit, 'decoder_blocks.0.norm1.weight': [2] }) });
  torch('detector.pth', { state_dict: tensorsOf(fasterRcnn(resnet)) });
  torch('torchvision.pth', tensorsOf(torchvisionDetector));
  torch('simsiam.pth', {
    state_dict: tensorsOf({ ...under('module.encoder.', resnet), 'module.predictor.0.weight': [2] }),
  });
  const cases: readonly (readonly [string, string])[] = [
    ['a Git LFS pointer', 'checkpoint inspect pointer.pth'],
    ['a web page', 'checkpoint inspect page.pth'],
    ['a packed file', 'checkpoint inspect packed.pth'],
    ['an index without its pieces', 'checkpoint inspect model.safetensors.index.json'],
    ['a Vision Transformer', 'backbone2mmdet mae.pth out.pth'],
    ['another layout than asked for', 'backbone2mmdet simsiam.pth out.pth --layout moco'],
    ['a converter of another project', 'convert-detectron2-to-mmdet-mask-rcnn torchvision.pth out.pth'],
    ['a ResNet instead of Swin', 'swin2mmdet simsiam.pth out.pth'],
    ['a detector instead of pre-training', 'extract-detector-weights detector.pth out.pth'],
  ];
  const rows: MistakeRow[] = [];
  for (const [what, written] of cases) rows.push({ what, written, message: await message(written) });
  expectMistakes(
    'Files of weights',
    'Files that people give to `aligndet checkpoint` and to the converters. `test/checkpoint/tools-mistakes.test.ts` gets the messages.',
    rows,
  );
});
