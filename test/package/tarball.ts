/** @module What the tarball may weigh and hold. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

const MAX_BYTES = 5e6;

/** What has no business in the package: sources, tests, caches. */
const FOREIGN =
  /^package\/(aligndet|test|shared|node_modules|\.)|^package\/(?!templates\/).*\.test\.|\.log$|\.tgz$/;

export async function judgeTarball(tarball: string): Promise<string> {
  const bytes = statSync(tarball).size;
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8', maxBuffer: 1e8 })
    .trim()
    .split('\n');
  const foreign = files.filter((file) => FOREIGN.test(file));
  if (foreign.length > 0)
    throw new Error(`The tarball holds ${foreign.slice(0, 5).join(', ')}: see "files" of package.json.`);
  if (bytes > MAX_BYTES)
    throw new Error(`The tarball has ${bytes} bytes, at most ${MAX_BYTES} are expected.`);
  return `${(bytes / 1e6).toFixed(2)} MB, ${files.length} files`;
}
