import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, type Logger, Random, silentLogger } from '../../../aligndet/core/index.js';
import { findProposals, generateProposals, proposalOptionsSchema } from '../../../aligndet/datasets/index.js';
import { scene, writeScene } from './scene.js';

const options = proposalOptionsSchema.parse({ minEdgePx: 12 });

describe('generateProposals', () => {
  let root: string;
  let images: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'proposals-'));
    images = join(root, 'images');
    mkdirSync(join(images, 'more'), { recursive: true });
    const random = new Random(5);
    for (const name of ['b.png', 'a.jpg', 'more/c.png']) {
      const left = random.integer(10, 60);
      const rgb = scene(120, 80, [[left, 20, left + 40, 60, 210, 60, 30]], random);
      await writeScene(join(images, name), 120, 80, rgb);
    }
    writeFileSync(join(images, 'notes.txt'), 'not an image');
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const outFile = (name: string) => join(root, 'out', name);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  it('writes a COCO file of one category, whatever the number of threads', async () => {
    const summary = await generateProposals({
      folder: images,
      out: outFile('one.json'),
      workers: 0,
      options,
    });
    await generateProposals({ folder: images, out: outFile('two.json'), workers: 2, options });
    const file = read(outFile('one.json'));
    expect(readFileSync(outFile('two.json'))).toEqual(readFileSync(outFile('one.json')));
    expect(file.categories).toEqual([{ id: 1, name: 'selective_search' }]);
    expect(file.images).toEqual(
      ['a.jpg', 'b.png', 'more/c.png'].map((file_name, i) => ({
        id: i + 1,
        file_name,
        width: 120,
        height: 80,
      })),
    );
    expect(summary).toEqual({
      images: 3,
      boxes: file.annotations.length,
      emptyImages: 0,
      resumed: 0,
      skipped: [],
      reused: false,
    });
    expect(file.annotations.length).toBeGreaterThan(2);
    file.annotations.forEach((annotation: Record<string, unknown>, i: number) => {
      const [x, y, width, height] = annotation.bbox as number[];
      expect(annotation).toEqual({
        id: i + 1,
        image_id: expect.any(Number),
        category_id: 1,
        bbox: [x, y, width, height],
        area: width * height,
        iscrowd: 0,
      });
      expect(x >= 0 && y >= 0 && x + width <= 120 && y + height <= 80).toBe(true);
    });
    expect(existsSync(`${outFile('one.json')}.partial`)).toBe(false);
  });

  it('takes the images and ids of a COCO file, in its order', async () => {
    const ann = join(root, 'ann.json');
    const listed = [
      { id: 70, file_name: 'more/c.png', width: 120, height: 80 },
      { id: 4, file_name: 'a.jpg', width: 120, height: 80 },
    ];
    writeFileSync(ann, JSON.stringify({ images: listed, annotations: [], categories: [] }));
    await generateProposals({
      folder: images,
      annotationFile: ann,
      out: outFile('ann.json'),
      workers: 0,
      options,
    });
    expect(read(outFile('ann.json')).images).toEqual(listed);
  });

  describe('a run that was stopped', () => {
    /** What a run leaves that dies after the first image: the side file cut within its last line. */
    async function stopped(name: string): Promise<string> {
      const broken = join(root, `broken-${name}`);
      mkdirSync(broken, { recursive: true });
      copyFileSync(join(images, 'a.jpg'), join(broken, 'a.jpg'));
      writeFileSync(join(broken, 'b.png'), 'no picture');
      const out = outFile(name);
      const run = generateProposals({ folder: broken, out, workers: 0, options });
      await expect(run).rejects.toThrow(DataError);
      await expect(run).rejects.toThrow(join(broken, 'b.png'));
      writeFileSync(`${out}.partial`, '{"fileName":"b.png","width":12', { flag: 'a' });
      return out;
    }

    it('goes on where it was and ends with the same file', async () => {
      const out = await stopped('resumed.json');
      expect(existsSync(out)).toBe(false);
      const summary = await generateProposals({ folder: images, out, workers: 0, options });
      expect(summary.resumed).toBe(1);
      expect(readFileSync(out)).toEqual(readFileSync(outFile('one.json')));
    });

    it('begins anew under other options, and says so', async () => {
      const out = await stopped('other.json');
      const warnings: string[] = [];
      const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
      const other = { ...options, nmsIou: 0.7 };
      const summary = await generateProposals({ folder: images, out, workers: 0, options: other, logger });
      expect(summary.resumed).toBe(0);
      expect(warnings).toEqual([
        `${images}: files other than images are left out: 1 .txt.`,
        `${out}.partial is from a run with other options and is overwritten.`,
      ]);
    });
  });

  it('names an unreadable image also when a thread met it', async () => {
    const folder = join(root, 'bad');
    mkdirSync(folder);
    writeFileSync(join(folder, 'empty.jpg'), '');
    const run = generateProposals({ folder, out: outFile('bad.json'), workers: 1, options });
    await expect(run).rejects.toThrow(`${join(folder, 'empty.jpg')} is empty`);
    expect(existsSync(outFile('bad.json'))).toBe(false);
  });

  describe('with images that cannot be read', () => {
    let folder: string;
    beforeAll(() => {
      folder = join(root, 'some-bad');
      mkdirSync(folder);
      for (const name of ['a.jpg', 'b.png']) copyFileSync(join(images, name), join(folder, name));
      writeFileSync(join(folder, 'aa.jpg'), 'no picture');
    });

    it('goes without them when asked to, and names them in the file', async () => {
      const out = outFile('skips.json');
      const run = { folder, out, workers: 0, options, onBadImage: 'skip' } as const;
      const summary = await generateProposals(run);
      expect(summary.images).toBe(2);
      expect(summary.skipped).toEqual([
        { fileName: 'aa.jpg', reason: expect.stringContaining(join(folder, 'aa.jpg')) },
      ]);
      const file = read(out);
      expect(file.images.map((image: { file_name: string }) => image.file_name)).toEqual(['a.jpg', 'b.png']);
      expect(file.images.map((image: { id: number }) => image.id)).toEqual([1, 3]);
      expect(file.info.skipped).toEqual(summary.skipped);
      expect(await findProposals(run)).toEqual({ ...summary, reused: true });
    });

    it('writes nothing when there is no other', async () => {
      const bad = join(root, 'all-bad');
      mkdirSync(bad);
      writeFileSync(join(bad, 'x.jpg'), '');
      const out = outFile('all-bad.json');
      const run = generateProposals({ folder: bad, out, workers: 0, options, onBadImage: 'skip' });
      await expect(run).rejects.toThrow('None of the 1 images can be read. The first error: ');
      expect(existsSync(out) || existsSync(`${out}.partial`)).toBe(false);
    });
  });

  it('finds a file of the same images and options alone', async () => {
    const run = { folder: images, out: outFile('found.json'), workers: 0, options };
    expect(await findProposals(run)).toBeUndefined();
    const summary = await generateProposals(run);
    expect(await findProposals(run)).toEqual({ ...summary, reused: true });
    expect(await findProposals({ ...run, options: { ...options, nmsIou: 0.7 } })).toBeUndefined();
    expect(await findProposals({ ...run, folder: join(images, 'more') })).toBeUndefined();
    writeFileSync(run.out, '{"images":[],"annotations":[],"categories":[]}');
    expect(await findProposals(run)).toBeUndefined();
    writeFileSync(run.out, 'something else');
    expect(await findProposals(run)).toBeUndefined();
  });

  it('stops when told to, and goes on from there', async () => {
    const out = outFile('aborted.json');
    const stop = new AbortController();
    const progress = { start: () => ({ update: (done: number) => done === 1 && stop.abort(), finish() {} }) };
    const run = { folder: images, out, workers: 0, options };
    await expect(generateProposals({ ...run, progress, signal: stop.signal })).rejects.toThrow('aborted');
    expect(existsSync(out)).toBe(false);
    expect((await generateProposals(run)).resumed).toBe(1);
    expect(readFileSync(out)).toEqual(readFileSync(outFile('one.json')));
  });

  it('says what is wrong with the source', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    const propose = (folder: string, annotationFile?: string) =>
      generateProposals({ folder, annotationFile, out: outFile('never.json'), workers: 0, options });
    await expect(propose(empty)).rejects.toThrow(`No images found in ${empty} or its subfolders`);
    await expect(propose(join(root, 'nowhere'))).rejects.toThrow(
      `The folder ${join(root, 'nowhere')} does not exist.`,
    );
    await expect(propose(images, join(images, 'notes.txt'))).rejects.toThrow('is not a JSON object or list');
    const none = join(root, 'none.json');
    writeFileSync(none, JSON.stringify({ images: [], annotations: [], categories: [] }));
    await expect(propose(images, none)).rejects.toThrow(`${none}: "images" is empty`);
  });

  it('finds out before the work that it cannot write', async () => {
    const into = (out: string) => generateProposals({ folder: images, out, workers: 0, options });
    await expect(into(join(images, 'notes.txt', 'x.json'))).rejects.toThrow('a parent in the path is a file');
    mkdirSync(outFile('folder.json.partial'), { recursive: true });
    await expect(into(outFile('folder.json'))).rejects.toThrow('it is a folder');
  });
});
