/** Comments of the library name files of the repository: what is renamed is renamed there too. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/** A path or the name of a file; not a part of an address, a package or a pattern. */
const FILE = /(?<![\w./:@*$-])(?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|mjs|cjs|sh|md)(?![\w/])/g;

/** Names that stand for any file, or for one that somebody may write. */
const EXAMPLES = /^(?:x|no-such-config|no_such_config)\.ts$|^aligndet\/configs\//;

const COMMENT = /\/\*\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*/g;

/** Names of files in the comments of `text` that no file has, or whose path ends otherwise. */
function unknownFiles(text: string): string[] {
  const commented = [...text.matchAll(COMMENT)].map(([comment]) => comment.replaceAll(/```[\s\S]*?```/g, ''));
  return commented
    .flatMap((comment) => comment.match(FILE) ?? [])
    .filter((name) => !EXAMPLES.test(name) && !EXAMPLES.test(name.split('/').at(-1) as string))
    .filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name.replace(/^\.\//, '')}`)));
}

describe('files in comments', () => {
  it('exist', () => {
    const sources = files.filter((file) => /^aligndet\/.*\.ts$/.test(file) && !file.endsWith('.assembly.ts'));
    expect(sources.length).toBeGreaterThan(100);
    const wrong = sources.flatMap((source) =>
      unknownFiles(readFileSync(join(root, source), 'utf8')).map((name) => `${source}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are told where they do not', () => {
    const text =
      '/** See `registry.ts` and core/registries.ts. */\nconst a = "none.ts"; // as docs/none.md says\n';
    expect(unknownFiles(text)).toEqual(['core/registries.ts', 'docs/none.md']);
  });
});
