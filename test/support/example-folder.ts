/** @module The folder that examples of the documentation run in: images, annotations, a config, a checkpoint. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { embeddedData } from '../../aligndet/cli/quickstart/data.js';
import { configFile, finetuneOverrides } from '../../aligndet/cli/quickstart/steps.js';
import { loadConfig } from '../../aligndet/config/index.js';
import { silentProgress } from '../../aligndet/core/index.js';
import { train } from '../../aligndet/run/index.js';

/**
 * Writes what examples name:
 *
 * - `photo.jpg`, `photos/*.png`: scenes of handwritten digits;
 * - `annotations.json`: COCO annotations of `photos/`;
 * - `config.ts`: a slim Mask R-CNN on these images, one epoch long;
 * - `checkpoint.pth`: its weights after this epoch;
 * - `fruit.ts`, `work_dirs/fruit/latest.pth`: both again, under the names that pages use.
 */
export async function writeExampleFolder(folder: string): Promise<void> {
  const data = await embeddedData({
    workDir: join(folder, '.data'),
    seed: 1,
    maxTrain: 4,
    maxVal: 2,
    progress: silentProgress,
  });
  const overrides = new Map([
    ...finetuneOverrides(data),
    ['data.samples_per_gpu', 2],
    ['data.workers_per_gpu', 0],
    ['runner.max_epochs', 1],
    ['evaluation.interval', 1],
  ] as const);
  const { config } = await loadConfig(configFile('finetune', 'tiny'), { overrides });
  const text = JSON.stringify(config, null, 2);
  const file = join(folder, 'config.ts');
  writeFileSync(file, `import { defineConfig } from 'aligndet';\n\nexport default defineConfig(${text});\n`);
  const { lastCheckpoint } = await train(file, { workDir: join(folder, '.run'), validate: false });
  copyFileSync(lastCheckpoint as string, join(folder, 'checkpoint.pth'));
  copyFileSync(file, join(folder, 'fruit.ts'));
  mkdirSync(join(folder, 'work_dirs/fruit'), { recursive: true });
  copyFileSync(lastCheckpoint as string, join(folder, 'work_dirs/fruit/latest.pth'));
  cpSync(data.valImages, join(folder, 'photos'), { recursive: true });
  copyFileSync(data.valAnnotations, join(folder, 'annotations.json'));
  const [first] = readdirSync(join(folder, 'photos')).sort();
  await sharp(join(folder, 'photos', first))
    .jpeg()
    .toFile(join(folder, 'photo.jpg'));
}
