import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { memory } from '../../../aligndet/engine/index.js';
import { Detector, decodeMask, draw, type ImageInput, type RawImage } from '../../../aligndet/index.js';
import { runEvaluation, train } from '../../../aligndet/run/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { writeTinyDataset } from '../../support/tiny-dataset.js';

describe('Detector', () => {
  const folder = temporaryFolder();
  const image = join(folder, '1.png');
  let config: string;
  let checkpoint: string;
  let detector: Detector;
  let url: string;
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/missing.png' ? 404 : 200;
    response.end(request.url === '/page' ? '<html></html>' : '');
  });

  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder));
    const overrides = ['runner.max_epochs=1'];
    const result = await train(config, { workDir: join(folder, 'run'), validate: false, overrides });
    checkpoint = result.lastCheckpoint as string;
    detector = await Detector.load(config, checkpoint);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    detector.dispose();
  });

  const rawOf = async (path: string): Promise<RawImage> => {
    const { data, info } = await sharp(path)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels as 3 };
  };

  it('finds what the evaluation of the same image finds', async () => {
    const { results } = await runEvaluation(config, checkpoint, { metrics: [] });
    const files = results.map((_, i) => join(folder, `${i + 1}.png`));
    const found = await detector.detect(files);
    expect(found).toHaveLength(6);
    expect(found[0].scores.length).toBeGreaterThan(0);
    for (const [i, { bboxes, labels, masks }] of results.entries()) {
      const order = [...labels.keys()].sort((a, b) => bboxes[5 * b + 4] - bboxes[5 * a + 4]);
      const rows = order.map((at) => [...bboxes.subarray(5 * at, 5 * at + 5)]);
      expect(found[i].boxes.map((box, n) => [...box, found[i].scores[n]])).toEqual(rows);
      expect(found[i].labels).toEqual(order.map((at) => labels[at]));
      expect(found[i].masks).toEqual(order.map((at) => masks?.[at]));
    }
  });

  it('takes its class names from the checkpoint', () => {
    expect(detector.classes).toEqual(['disc', 'box', 'line']);
  });

  it('gives plain data, the best first', async () => {
    const found = await detector.detect(image);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect([found.width, found.height]).toEqual([64, 48]);
    expect(found.scores).toEqual([...found.scores].sort((a, b) => b - a));
    expect(found.classNames).toEqual(found.labels.map((label) => detector.classes[label]));
    const mask = decodeMask(found.masks![0]);
    expect(mask).toHaveLength(48 * 64);
    expect(mask.every((value) => value === 0 || value === 1)).toBe(true);
  });

  it('takes an image as path, URL, bytes and pixels, with the same result', async () => {
    const expected = await detector.detect(image);
    const bytes = readFileSync(image);
    const files = createServer((_request, response) => response.end(bytes));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    const rgb = await rawOf(image);
    const bgr = Uint8Array.from(rgb.data, (_, i) => rgb.data[i - (i % 3) + (2 - (i % 3))]);
    const alpha = await sharp(image).ensureAlpha().raw().toBuffer();
    try {
      const images: ImageInput[] = [
        pathToFileURL(image),
        pathToFileURL(image).href,
        `http://127.0.0.1:${(files.address() as AddressInfo).port}/1.png`,
        `data:image/png;base64,${bytes.toString('base64')}`,
        bytes,
        new Uint8Array(bytes),
        new Uint8Array(bytes).buffer,
        rgb,
        { ...rgb, data: bgr, order: 'bgr' },
        { ...rgb, data: new Uint8ClampedArray(alpha), channels: 4 },
      ];
      for (const found of await detector.detect(images)) expect(found).toEqual(expected);
    } finally {
      files.close();
    }
  });

  it('repeats gray pixels', async () => {
    const data = new Uint8Array(64 * 48).map((_, i) => i % 251);
    const repeated = Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]);
    const [gray, color] = await detector.detect([
      { data, width: 64, height: 48, channels: 1 },
      { data: repeated, width: 64, height: 48, channels: 3 },
    ]);
    expect(gray).toEqual(color);
  });

  it('leaves out low scores and keeps the best', async () => {
    const all = await detector.detect(image);
    const middle = all.scores[Math.floor(all.scores.length / 2)];
    const chosen = await detector.detect(image, { scoreThreshold: middle });
    expect(chosen.scores).toEqual(all.scores.filter((score) => score >= middle));
    const two = await detector.detect(image, { maxDetections: 2 });
    expect(two.boxes).toEqual(all.boxes.slice(0, 2));
    expect((await detector.detect(image, { maxDetections: 0 })).boxes).toEqual([]);
    expect(await detector.detect([])).toEqual([]);
  });

  it('reads one image ahead of a stream and no more, and keeps no memory', async () => {
    const raw = await rawOf(image);
    await detector.detect(image);
    const before = memory().numTensors;
    let [given, taken, furthest] = [0, 0, 0];
    async function* frames() {
      for (; given < 40; given++) {
        furthest = Math.max(furthest, given - taken);
        yield raw;
      }
    }
    const startBytes = process.memoryUsage().rss;
    for await (const found of detector.stream(frames(), { maxDetections: 1 })) {
      expect(found.width).toBe(64);
      expect(memory().numTensors).toBe(before);
      taken++;
      await new Promise((resolve) => setTimeout(resolve, 1)); // a slow reader
    }
    expect(taken).toBe(40);
    expect(furthest).toBeLessThanOrEqual(2); // one is looked at, one is read
    expect(process.memoryUsage().rss - startBytes).toBeLessThan(150e6);
  });

  it('ends the source when its reader leaves', async () => {
    let hasEnded = false;
    async function* frames() {
      try {
        for (;;) yield image;
      } finally {
        hasEnded = true;
      }
    }
    for await (const _ of detector.stream(frames())) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hasEnded).toBe(true);
  });

  const pixels = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 } as const;
  it.each<[what: string, input: () => unknown, error: RegExp]>([
    [
      'a missing file',
      () => join(folder, '11.png'),
      /Image file .*11\.png does not exist\..*Check the path\./,
    ],
    ['a folder', () => folder, /is a folder, not a file\. Check the path\./],
    ['a text file', () => config, /tiny\.json is not a supported image/],
    ['no bytes', () => new Uint8Array(0), /The image of 0 bytes is empty\. Give another image\./],
    ['bytes that are no image', () => new Uint8Array(50), /The image of 50 bytes is not a supported image/],
    [
      'a truncated image',
      () => readFileSync(image).subarray(0, 90),
      /The image of 90 bytes cannot be decoded: it is truncated/,
    ],
    [
      'a URL that is not found',
      () => `${url}/missing.png`,
      /the server responded 404 Not Found\. Check the URL\./,
    ],
    ['an empty answer', () => `${url}/empty`, /Image http:.*empty is empty\./],
    ['a page', () => `${url}/page`, /Image http:.*\/page is not a supported image/],
    [
      'no server',
      () => 'http://127.0.0.1:59999/a.png',
      /cannot be loaded: .*ECONNREFUSED.*\. Check the URL and the network\./,
    ],
    [
      'another scheme',
      () => new URL('ftp://a/b.png'),
      /expected a URL of http:, https:, file: or data:, but got ftp:/,
    ],
    [
      'too few pixels',
      () => ({ ...pixels, width: 3 }),
      /image\.data: expected 2 x 3 x 3 = 18 values, but got 12\./,
    ],
    [
      'two channels',
      () => ({ ...pixels, channels: 2 }),
      /image\.channels: expected 1, 3 or 4, but got number 2\./,
    ],
    ['no height', () => ({ ...pixels, height: undefined }), /image\.height: expected an integer above 0/],
    ['floats', () => ({ ...pixels, data: new Float32Array(12) }), /image\.data: expected 8-bit values/],
    [
      'another order',
      () => ({ ...pixels, order: 'grb' }),
      /image\.order: expected "rgb" or "bgr", but got string "grb"/,
    ],
    ['a number', () => 7, /expected a path, a URL, the bytes of an image file/],
    ['nothing', () => null, /expected a path, a URL, the bytes of an image file/],
  ])('says what is wrong with %s', async (_what, input, error) => {
    await expect(detector.detect(input() as ImageInput)).rejects.toThrow(error);
  });

  it.each([
    [{ scoreThreshold: Number.NaN }, 'scoreThreshold: expected a number from 0 to 1, but got number NaN'],
    [{ scoreThreshold: 30 }, 'scoreThreshold: expected a number from 0 to 1, but got number 30'],
    [{ maxDetections: -1 }, 'maxDetections: expected an integer of at least 0, but got number -1'],
    [{ maxDetections: 1.5 }, 'maxDetections: expected an integer of at least 0, but got number 1.5'],
  ])('refuses %j', async (options, error) => {
    await expect(detector.detect(image, options)).rejects.toThrow(error);
  });

  it('refuses to work after it was disposed', async () => {
    const other = await Detector.load(config, checkpoint);
    other.dispose();
    other.dispose();
    await expect(other.detect(image)).rejects.toThrow('This detector was disposed');
  });

  it('takes a config as an object, and works without weights for tests', async () => {
    const lines: string[] = [];
    const object = JSON.parse(readFileSync(config, 'utf8'));
    const onEvent = ({ message }: { message: string }) => void lines.push(message);
    const before = memory().numTensors;
    const random = await Detector.load(object, null, { onEvent });
    expect(random.classes).toEqual(['disc', 'box', 'line']);
    expect((await random.detect(image)).width).toBe(64);
    expect(lines.join('\n')).toContain('No checkpoint is given');
    random.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('frees a detector whose checkpoint is of another one', async () => {
    const before = memory().numTensors;
    const overrides = ['model.backbone.base_channels=16'];
    await expect(Detector.load(config, checkpoint, { overrides })).rejects.toThrow(/of another shape/);
    await expect(Detector.load(config, join(folder, 'none.pth'))).rejects.toThrow(
      /none\.pth: .*no such file/,
    );
    await expect(Detector.load(config, 7 as unknown as string)).rejects.toThrow(
      'checkpoint: expected a path',
    );
    expect(memory().numTensors).toBe(before);
  });

  it('needs LoadImageFromFile for what is no file', async () => {
    const object = JSON.parse(readFileSync(config, 'utf8'));
    object.data.test.pipeline.shift();
    const other = await Detector.load(object, checkpoint);
    await expect(other.detect(readFileSync(image))).rejects.toThrow('it accepts only paths of files');
    other.dispose();
    delete object.data.test.pipeline;
    await expect(Detector.load(object, checkpoint)).rejects.toThrow('data.test.pipeline');
  });

  describe('draw', () => {
    it('gives an image file with the boxes on it', async () => {
      const found = await detector.detect(image);
      const png = await draw(image, found, { scoreThreshold: 0, enlarge: 2 });
      expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 128, height: 96 });
      const jpeg = await draw(readFileSync(image), found, { format: 'jpeg', quality: 50 });
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
      const [plain, drawn] = await Promise.all([
        draw(image, { ...found, scores: found.scores.map(() => 0) }),
        draw(image, { ...found, scores: found.scores.map(() => 0.9) }),
      ]);
      expect(Buffer.from(plain).equals(Buffer.from(drawn))).toBe(false);
      writeFileSync(join(folder, 'drawn.png'), png);
    });

    it('refuses detections of another image, and options out of range', async () => {
      const found = await detector.detect(image);
      await expect(draw(image, { ...found, width: 65 })).rejects.toThrow(
        /64 x 48 pixels, but the detections are from an image of 65 x 48/,
      );
      await expect(draw(image, found, { scoreThreshold: 2 })).rejects.toThrow('scoreThreshold: expected');
      await expect(draw(image, found, { format: 'gif' as 'png' })).rejects.toThrow(
        'format: expected "png" or',
      );
      await expect(draw(image, found, { format: 'jpeg', quality: 0 })).rejects.toThrow('quality: expected');
      await expect(draw(image, found, { enlarge: 0 })).rejects.toThrow('enlarge: expected');
    });
  });
});
