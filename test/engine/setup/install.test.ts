import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, type Progress, silentProgress } from '../../../aligndet/core/index.js';
import { install } from '../../../aligndet/engine/setup/install.js';
import { damageOf } from '../../../aligndet/engine/setup/installation.js';
import { temporaryFolder } from '../../support/coco.js';
import { fakePip, libraryBytes, tinyWheel } from '../../support/wheels.js';

describe('install', () => {
  const root = temporaryFolder();
  const { wheel, path } = tinyWheel(join(root, 'shop'));
  const searchPath = process.env.PATH;
  afterEach(() => {
    process.env.PATH = searchPath;
  });

  let number = 0;
  /** A cache of its own for each test. */
  function newTarget(): { target: string; cache: string } {
    const cache = join(root, `cache-${number++}`);
    mkdirSync(cache);
    return { target: join(cache, 'tiny'), cache };
  }

  function usePip(download: string): void {
    process.env.PATH = fakePip(join(root, `bin-${number}`), download);
  }

  function expectWhole(target: string): void {
    expect(damageOf(target)).toBeUndefined();
    for (const [name, text] of Object.entries(libraryBytes)) {
      expect(readFileSync(join(target, name), 'utf8')).toBe(text);
    }
    expect(existsSync(join(target, 'pkg/other.py'))).toBe(false);
  }

  it('downloads, checks and unpacks, and shows how far it is', async () => {
    const { target, cache } = newTarget();
    usePip(`cp "${path}" "$DEST"`);
    const shown: string[] = [];
    const progress: Progress = {
      start: (title, total, unit) => {
        shown.push(`${title} of ${total} ${unit}`);
        return { update() {}, finish: () => shown.push('finished') };
      },
    };
    await install(wheel, target, progress, undefined);
    expectWhole(target);
    expect(readdirSync(cache)).toEqual(['tiny']);
    const [download, , unpack] = shown; // both round to 0 MB
    expect(shown).toEqual([download, 'finished', unpack, 'finished']);
    expect(download).toBe('Downloading TensorFlow of 0 MB');
    expect(unpack).toBe('Unpacking TensorFlow of 0 MB');
  });

  it.each(['a file', 'a folder'])('takes the wheel from %s without pip', async (kind) => {
    const { target } = newTarget();
    process.env.PATH = '/nonexistent';
    await install(wheel, target, silentProgress, kind === 'a file' ? path : join(root, 'shop'));
    expectWhole(target);
  });

  it('replaces a corrupt installation, and clears what an interrupted one has left', async () => {
    const { target, cache } = newTarget();
    mkdirSync(join(cache, 'tiny.partial-abc/pip'), { recursive: true });
    await install(wheel, target, silentProgress, path);
    writeFileSync(join(target, 'pkg/liba.so'), 'cut');
    expect(damageOf(target)).toContain('liba.so has 3 bytes instead of 13');
    await install(wheel, target, silentProgress, path);
    expectWhole(target);
    expect(readdirSync(cache)).toEqual(['tiny']);
  });

  describe('fails with what to do', () => {
    async function failure(download: string | undefined, from?: string): Promise<string> {
      const { target, cache } = newTarget();
      if (download === undefined) process.env.PATH = '/nonexistent';
      else usePip(download);
      const error = await install(wheel, target, silentProgress, from).then(
        () => undefined,
        (reason) => reason,
      );
      expect(error).toBeInstanceOf(EngineError);
      expect(readdirSync(cache)).toEqual([]); // neither an installation nor a half of one
      return error.message;
    }

    it('without pip', async () => {
      const message = await failure(undefined);
      expect(message).toContain('no pip was found');
      expect(message).toContain('apt install python3-pip');
      expect(message).toContain('npx aligndet setup --from <wheel>');
    });

    it('without a network', async () => {
      const message = await failure('echo "WARNING: Retrying"; echo "ERROR: no such host" >&2; exit 1');
      expect(message).toMatch(/^pip could not download tiny 1\.0:\nERROR: no such host\nCheck the network/);
      expect(message).not.toContain('Retrying');
      expect(message).toContain('npx aligndet setup --from <wheel or folder>');
    });

    it('when the download is cut short', async () => {
      const message = await failure(`head -c 100 "${path}" > "$DEST/${wheel.file}"`);
      expect(message).toContain(`is not the published ${wheel.file}`);
      expect(message).toContain('Run npx aligndet setup to download it again');
    });

    it('when the index hands out another file', async () => {
      expect(await failure('echo other > "$DEST/other.whl"')).toContain(`does not contain ${wheel.file}`);
    });

    it('when the given file is another one', async () => {
      const other = join(root, 'other.whl');
      writeFileSync(other, 'other');
      const message = await failure('exit 1', other);
      expect(message).toContain('other.whl is not the published ');
      expect(message).toContain('Download it again from https://pypi.org/project/tiny/1.0/#files');
    });

    it('when the given path does not exist', async () => {
      expect(await failure('exit 1', join(root, 'nowhere'))).toMatch(
        /nowhere does not exist\. Download tiny/,
      );
    });

    it('on a disk that is too small', async () => {
      const { target } = newTarget();
      const huge = install({ ...wheel, bytes: 1e18 }, target, silentProgress, path);
      await expect(huge).rejects.toThrow(/MB left\. Free some space, or set ALIGNDET_CACHE/);
    });
  });
});
