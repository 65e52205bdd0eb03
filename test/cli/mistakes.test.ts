import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../support/command.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';

const coco = (...names: string[]) => ({
  images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 64, height: 48 })),
  annotations: names.map((_, i) => ({
    id: i + 1,
    image_id: i + 1,
    category_id: 1,
    bbox: [1, 2, 9, 9],
    area: 81,
  })),
  categories: [{ id: 1, name: 'box' }],
});

describe('mistakes in commands', () => {
  const root = mkdtempSync(join(tmpdir(), 'command-mistakes-'));
  afterAll(() => rmSync(root, { recursive: true }));

  const FILES: Record<string, unknown> = {
    'photos/1.jpg': '',
    'video/clip.mp4': '',
    'packed.zip': '',
    'nothing/.keep': '',
    'no-coco/1.jpg': '',
    'no-coco/tasks.json': [{ id: 1 }],
    'no-val/train.json': coco('1.jpg'),
    'no-val/1.jpg': '',
    'elsewhere/all.json': coco('a/1.jpg', 'a/2.jpg'),
    'elsewhere/3.jpg': '',
    'cams/all.json': coco('1.jpg', '2.jpg'),
    'cams/cam0/1.jpg': '',
    'cams/cam0/2.jpg': '',
    'cams/cam1/1.jpg': '',
    'cams/cam1/2.jpg': '',
  };

  beforeAll(() => {
    for (const [name, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
  });

  /** Runs a command line whose `ROOT` is the folder of these files. */
  async function row(what: string, written: string): Promise<MistakeRow> {
    const words = written.replaceAll('ROOT', root).split(' ');
    const { exitCode, stderr } = await runCommand(...words, '--work-dir', join(root, 'out'));
    expect({ what, refused: exitCode !== 0 }).toEqual({ what, refused: true });
    const message = stderr
      .replaceAll(root, 'ROOT')
      .replace(/^[\s\S]*error:\s+/, '')
      .trim();
    return { what, written: written.replaceAll('ROOT/', ''), message: message.replaceAll('ROOT/', '') };
  }

  it('stands in docs/mistakes.md', async () => {
    expectMistakes(
      'Own images',
      'Folders that people give to `pretrain` and `quickstart` (`test/cli/mistakes.test.ts`).',
      [
        await row('a folder that is not there', 'pretrain ROOT/photoss'),
        await row('an archive', 'pretrain ROOT/packed.zip'),
        await row('an empty folder', 'pretrain ROOT/nothing'),
        await row('a folder of videos', 'quickstart --data ROOT/video'),
        await row(
          'a config that trains with labels',
          'pretrain ROOT/photos --config configs/coco/fcos_r50_fpn_1x_coco.ts',
        ),
        await row('annotations in another format', 'quickstart --data ROOT/no-coco'),
        await row('a single annotated image', 'quickstart --data ROOT/no-val'),
        await row('images that are somewhere else', 'quickstart --data ROOT/elsewhere'),
        await row('the same names in two folders', 'quickstart --data ROOT/cams'),
      ],
    );
  });
});
