import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkData } from '../../../aligndet/cli/quickstart/check-data.js';
import { ownData } from '../../../aligndet/cli/quickstart/own-data/own-data.js';
import { configFile, finetuneOverrides } from '../../../aligndet/cli/quickstart/steps.js';
import {
  DataError,
  type Logger,
  Random,
  silentLogger,
  silentProgress,
} from '../../../aligndet/core/index.js';
import { scene, writeScene } from '../../datasets/proposals/scene.js';

describe('checkData', () => {
  const root = mkdtempSync(join(tmpdir(), 'check-data-'));
  afterAll(() => rmSync(root, { recursive: true }));
  let count = 0;

  /** Checks two images for each part; `change` spoils the annotations of val, `spoil` an image of val. */
  async function check(
    change: (annotation: Record<string, unknown>) => void,
    spoil?: string,
  ): Promise<string[]> {
    const folder = join(root, String(++count));
    for (const part of ['train', 'val']) {
      mkdirSync(join(folder, part), { recursive: true });
      for (const name of ['1.png', '2.png']) {
        await writeScene(join(folder, part, name), 64, 48, scene(64, 48, [], new Random(0)));
      }
      const annotations: Record<string, unknown>[] = [1, 2].map((id) => ({
        id,
        image_id: id,
        category_id: 1,
        bbox: [4, 5, 20, 16],
        area: 320,
        iscrowd: 0,
        segmentation: [[4, 5, 24, 5, 24, 21]],
      }));
      if (part === 'val') for (const annotation of annotations) change(annotation);
      const images = [1, 2].map((id) => ({ id, file_name: `${id}.png`, width: 64, height: 48 }));
      writeFileSync(
        join(folder, `${part}.json`),
        JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'box' }] }),
      );
    }
    if (spoil !== undefined) writeFileSync(join(folder, 'val', '2.png'), spoil);
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const logger: Logger = { ...silentLogger, info: note, warn: note };
    const tools = { progress: silentProgress, logger, signal: new AbortController().signal };
    const options = { ...tools, workDir: join(folder, 'out'), seed: 0, maxTrain: 5, maxVal: 5 };
    const data = await ownData(folder, options);
    if (data === 'images alone') throw new Error('there are annotations');
    await checkData(configFile('finetune', 'tiny'), finetuneOverrides(data), data, tools);
    return lines;
  }

  it('passes what is fine', async () => {
    expect((await check(() => {})).join('\n')).not.toContain('mask');
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['empty', []],
    ['a line', [[2, 3, 12, 11]]],
    ['text', 'polygon'],
  ])('takes the box where the mask is %s, and says so', async (_case, segmentation) => {
    const lines = await check((annotation) => {
      annotation.segmentation = segmentation;
    });
    expect(lines.join('\n')).toContain('use their box as the mask');
  });

  it.each<[string, (annotation: Record<string, unknown>) => void, string | undefined, string]>([
    ['an empty image', () => {}, '', '2.png is empty'],
    ['an image that is none', () => {}, '<html>', '2.png'],
    [
      'a box outside of its image',
      (one) => Object.assign(one, { bbox: [900, 900, 20, 16] }),
      undefined,
      'none of the 2 images has a box',
    ],
  ])('stops at %s of val', async (_case, change, spoil, message) => {
    const checked = check(change, spoil);
    await expect(checked).rejects.toThrow(DataError);
    await expect(checked).rejects.toThrow(message);
  });
});
