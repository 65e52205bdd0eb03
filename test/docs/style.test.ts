/** `docs/STYLE.md`: its samples are files of the repository (`UPDATE_DOCS=1` copies them), its table the checked layers. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const page = join(root, 'docs/STYLE.md');

/** A line that names a file, and the block of code below it. */
const SAMPLE = /^(?<title>[^\n]*`(?<file>[\w./-]+\.ts)`)\n\n```ts\n(?<code>.*?)```$/gms;

/** `text` with each sample as its file has it. */
function withSamples(text: string): string {
  return text.replace(SAMPLE, (_block, title: string, file: string) => {
    return `${title}\n\n\`\`\`ts\n${readFileSync(join(root, file), 'utf8')}\`\`\``;
  });
}

describe('the style guide', () => {
  it('shows files as they are', () => {
    const text = readFileSync(page, 'utf8');
    expect([...text.matchAll(SAMPLE)].length).toBe(text.match(/^```ts$/gm)?.length);
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(page, withSamples(text));
    expect(readFileSync(page, 'utf8')).toBe(withSamples(text));
  });

  it('has the layers that dependency-cruiser checks', () => {
    const rows = readFileSync(page, 'utf8').matchAll(/^\| `(\w+)\/`[^|]*\|[^|]*\| ([^|]*?) *\|$/gm);
    const written = new Map([...rows].map(([, folder, allowed]) => [folder, allowed]));
    const require = createRequire(join(root, 'package.json'));
    const { forbidden } = require('./.dependency-cruiser.cjs') as {
      forbidden: { name: string; comment?: string }[];
    };
    const below = '-imports-only-below';
    const layers = forbidden.filter(({ name }) => name.endsWith(below));
    const folders = readdirSync(join(root, 'aligndet'), { withFileTypes: true });
    expect([...written.keys()].sort()).toEqual(
      folders.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    );
    for (const { name, comment = '' } of layers) {
      const folder = name.slice(0, -below.length);
      const allowed = written.get(folder) ?? '';
      if (!allowed.startsWith('everything')) {
        expect(comment).toBe(
          `aligndet/${folder} may import ${allowed === 'nothing' ? 'no other folder' : allowed}.`,
        );
      }
    }
  });
});
