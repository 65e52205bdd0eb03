import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quickPrint } from '../../../aligndet/cli/config/quick-print.js';

const bin = resolve('tools/aligndet.mjs');
const config = resolve('configs/selfsup/mask_rcnn.ts');

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'aligndet-quick-'));
});
afterAll(() => rmSync(cache, { recursive: true }));

const print = (...flags: string[]) =>
  execFileSync(process.execPath, [bin, 'print-config', config, ...flags], {
    encoding: 'utf8',
    env: { ...process.env, ALIGNDET_CACHE: cache },
  });

describe('print-config in a bundle', () => {
  it('prints what the whole command prints', async () => {
    const first = print('--json');
    const [bundle] = readdirSync(join(cache, 'bundles'));
    expect(existsSync(join(cache, 'bundles', bundle, 'quick-print.mjs'))).toBe(true);
    expect(print('--json')).toBe(first);
    expect(await quickPrint([config, '--json'])).toBe(first);
    expect(print()).toBe(await quickPrint([config]));
  });

  it('leaves to the whole command what is not a plain print', async () => {
    const broken = join(cache, 'broken.ts');
    writeFileSync(broken, 'export default { a: ');
    expect(await quickPrint([])).toBeUndefined();
    expect(await quickPrint([config, '--annotate'])).toBeUndefined();
    expect(await quickPrint([config, '--cfg-options', 'a=1'])).toBeUndefined();
    expect(await quickPrint([broken])).toBeUndefined();
  });
});
