import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commands } from '../../aligndet/cli/commands.js';

const root = resolve(import.meta.dirname, '../..');
const names = new Set(
  commands.flatMap(({ command }) => [command].flat().map((usage) => usage.split(' ', 1)[0])),
);

/** Lines of the blocks marked `bash`, by document. */
const lines = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => join('docs', file))]
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^```bash\n(.*?)^```/gms)].flatMap(([, block]) =>
      block
        .trim()
        .split('\n')
        .map((line) => [file, line] as const),
    ),
  );

describe('commands in the documents', () => {
  it.each(lines)('%s: %s', (_file, line) => {
    for (const [, script] of line.matchAll(/\b(tools\/[\w./-]+\.(?:ts|sh))/g)) {
      expect(existsSync(join(root, script))).toBe(true);
    }
    for (const [, command] of line.matchAll(/npx aligndet ([\w-]+)/g)) expect(names).toContain(command);
    for (const [, config] of line.matchAll(/ (configs\/\S+\.ts)/g)) {
      expect(existsSync(join(root, config))).toBe(true);
    }
  });
});
