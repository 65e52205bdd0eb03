import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative, resolve } from 'node:path';
import { commands } from '../../aligndet/cli/commands.js';
import { writtenPaths } from '../../aligndet/cli/quickstart/data.js';
import { loadConfig } from '../../aligndet/config/index.js';
import { clusteredPath } from '../../aligndet/datasets/index.js';

const root = resolve(import.meta.dirname, '../..');
const names = new Set(
  commands.flatMap(({ command }) => [command].flat().map((usage) => usage.split(' ', 1)[0])),
);

/** What a header says behind `First:` and so on, each in one line. */
function headerOf(file: string): Map<string, string> {
  const [header] = readFileSync(join(root, file), 'utf8').split('*/', 1);
  const lines = header.matchAll(/^ \* (First|Run|Next):\s+(.*(?:\n \* {12}.*)*)/gm);
  return new Map([...lines].map(([, key, text]) => [key, text.replace(/\n \*\s+/g, ' ')]));
}

const files = readdirSync(join(root, 'configs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('_base_'))
  .map((file) => join('configs', file));
const headers = new Map(
  files.map((file) => [file, headerOf(file)] as const).filter(([, header]) => header.size > 0),
);

/** Folders that pre-trainings of the headers write to. */
const workDirs = new Set(
  [...headers.values()].flatMap((header) => /--work-dir (\S+)/.exec(header.get('Run') ?? '')?.[1] ?? []),
);

describe('commands in the headers of configs', () => {
  it.each([...headers])('%s', async (file, header) => {
    const [run, first = ''] = [header.get('Run') ?? '', header.get('First') ?? ''];
    const [trained] = /configs\/\S+\.ts/.exec(run) ?? [];
    expect(trained).toBe(relative(root, join(root, file)));
    const text = [...header.values()].join(' ');
    for (const [, command] of text.matchAll(/npx aligndet ([\w-]+)/g)) expect(names).toContain(command);
    for (const [script] of text.matchAll(/tools\/\S+\.(?:ts|sh)/g))
      expect(existsSync(join(root, script))).toBe(true);
    const proposals = /generate-proposals --images (\S+) --out (\S+)(?: --clusters (\d+))?/.exec(first);
    const { config } = await loadConfig(join(root, file));
    const { train } = config.data as {
      train: Record<string, unknown> & { dataset?: Record<string, unknown> };
    };
    const { ann_file: annotations, img_prefix: images, classes } = train.dataset ?? train;
    if ((config.model as { type: string }).type === 'SelfSupDetector' && !file.includes('quickstart'))
      expect(proposals).not.toBeNull(); // nobody else makes them
    if (proposals === null) return;
    const [, folder, out, clusters] = proposals;
    expect(normalize(`${folder}/`)).toBe(normalize(images as string));
    expect(clusters === undefined ? out : clusteredPath(out)).toBe(annotations);
    expect(Number(clusters ?? 1)).toBe((classes as string[]).length);
  });

  it('names weights that the header of a pre-training makes', () => {
    const unmade: string[] = [];
    for (const [file, header] of headers) {
      const [, folder] = /load_from=(work_dirs\/\S+)\/final_model\.pth/.exec(header.get('Run') ?? '') ?? [];
      if (folder === undefined || /mocov2|swav|densecl|pixpro|simmim/.test(folder)) continue; // with other weights of the backbone
      if (!workDirs.has(folder)) unmade.push(`${file}: ${folder}`);
    }
    expect(unmade).toEqual([]);
  });

  it('paths of the quickstart are those that it writes', async () => {
    const { trainAnnotations, valAnnotations, proposals } = writtenPaths('work_dirs/quickstart');
    for (const variant of ['', '_digits', '_tiny']) {
      const load = async (name: string) =>
        (await loadConfig(join(root, `configs/quickstart/${name}${variant}.ts`))).config.data;
      expect(await load('pretrain')).toMatchObject({
        train: { dataset: { ann_file: proposals, img_prefix: 'work_dirs/quickstart/data/train/' } },
      });
      const val = { ann_file: valAnnotations, img_prefix: 'work_dirs/quickstart/data/val/' };
      expect(await load('finetune')).toMatchObject({
        train: { ann_file: trainAnnotations, img_prefix: 'work_dirs/quickstart/data/train/' },
        val,
        test: val,
      });
    }
  });
});
