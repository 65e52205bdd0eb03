import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { generateProposalsCommand } from '../../aligndet/cli/generate-proposals.js';
import { type Logger, silentLogger, silentProgress, UsageError } from '../../aligndet/core/index.js';

describe('generateProposalsCommand', () => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'proposals-command-'));
    mkdirSync(join(root, 'images'));
    const pixels = Buffer.alloc(40 * 30 * 3, 128);
    await sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } }).toFile(
      join(root, 'images', 'a.png'),
    );
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('hands the flags on and says what it wrote', async () => {
    const lines: string[] = [];
    const logger: Logger = {
      ...silentLogger,
      info: (line) => lines.push(line),
      warn: (line) => lines.push(line),
    };
    const out = join(root, 'out.json');
    const flags = {
      images: join(root, 'images'),
      out,
      workers: 0,
      'min-side': 31,
      'max-per-image': 7,
      nms: 0.6,
    };
    expect(await generateProposalsCommand(flags, silentProgress, logger)).toBe(0);
    const { info } = JSON.parse(readFileSync(out, 'utf8'));
    expect(info.options).toMatchObject({ minEdgePx: 31, maxPerImage: 7, nmsIou: 0.6, maxRatio: 3 });
    expect(lines[0]).toBe(`${out}: 0 proposals for 1 images, 0.0 per image.`); // the image is 30 pixels high
    expect(lines[1]).toContain('1 images have no proposal');
  });

  it.each([
    [{}, 'Give either --images FOLDER, or --ann FILE.json together with --img-prefix FOLDER.'],
    [{ images: 'a', ann: 'b' }, 'Give either --images FOLDER'],
    [{ ann: 'b' }, 'Give either --images FOLDER'],
    [{ images: 'a', nms: 2 }, '--nms: '],
    [{ images: 'a', 'max-side': 1.5 }, '--max-side: '],
    [{ images: 'a', 'max-per-image': 0 }, '--max-per-image: '],
    [{ images: 'a', workers: -1 }, '--workers: expected a whole number of threads'],
  ])('names the wrong flag of %o', async (flags, message) => {
    const run = generateProposalsCommand(
      { out: join(root, 'x.json'), ...flags },
      silentProgress,
      silentLogger,
    );
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(message);
  });
});
