import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { fetchCheckpoint } from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { startServer, stopServers } from '../../support/servers.js';

const BODY = Buffer.from(Array.from({ length: 50_000 }, (_, i) => i % 251));
const folder = temporaryFolder();
afterAll(stopServers);

let requests: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse, count: number) => unknown;
let base: string;
beforeAll(async () => {
  ({ base } = await startServer((request, response) => {
    requests.push(request);
    answer(request, response, requests.length);
  }));
});
beforeEach(() => {
  requests = [];
});

let count = 0;
/** A file that is not in the cache, in a cache of its own. */
function fetchFresh(path?: string, stallMs = 5000) {
  count += 1;
  const cache = join(folder, String(count));
  return { cache, file: () => fetchCheckpoint(`${base}/${path ?? 'a.pth'}`, { folder: cache, stallMs }) };
}
const left = (cache: string) =>
  existsSync(cache) ? readdirSync(cache).filter((name) => !name.endsWith('.pth')) : [];

describe('a server that does not keep to what it says', () => {
  it.each<[string, (response: ServerResponse) => unknown, RegExp]>([
    [
      'sends nothing',
      (response) => response.writeHead(200, { 'content-length': 0 }).end(),
      /sent an empty file/,
    ],
    ['sends nothing without saying so', (response) => response.writeHead(200).end(), /sent an empty file/],
    [
      'sends a piece that nobody asked for',
      (response) => response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789'),
      /sent a range of the file \(status 206\), but the whole/,
    ],
    ['has no content', (response) => response.writeHead(204).end(), /cannot be downloaded: status 204/],
    [
      'sends a page',
      (response) => response.end('<!DOCTYPE html><html>'),
      /is not a checkpoint but a web page/,
    ],
    [
      'sends an LFS pointer',
      (response) => response.end('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
      /is not a checkpoint but a Git LFS pointer.*git lfs pull/,
    ],
    ['sends an error as JSON', (response) => response.end('{"error": "no such model"}'), /but a JSON file/],
    [
      'sends an archive',
      (response) => response.end(gzipSync(BODY)),
      /but a file compressed by gzip: unpack it first/,
    ],
    [
      'claims more than the disk holds',
      (response) => response.writeHead(200, { 'content-length': 9e15 }).write('a'),
      /9000000\.00 GB remain to be downloaded, but .* has .* GB free/,
    ],
    [
      'sends a bomb',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(1 << 28)));
      },
      /bytes that decompress to more than \d+: that is not a checkpoint/,
    ],
    [
      'packs in a way of its own',
      (response) => response.writeHead(200, { 'content-encoding': 'zstd, own' }).end('x'),
      /compressed the file by "zstd, own", which is not supported/,
    ],
    ['redirects to nowhere', (response) => response.writeHead(302).end(), /redirects without a location/],
    [
      'redirects to a file of this machine',
      (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /redirects to file:, which is not HTTP/,
    ],
    [
      'leads in a circle',
      (response) => response.writeHead(307, { location: '/a.pth' }).end(),
      /redirects more than 10 times/,
    ],
  ])('%s', async (_case, respond, message) => {
    answer = (_request, response) => respond(response);
    const { cache, file } = fetchFresh();
    const error = await file().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(message);
    expect(readdirSync(cache)).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('unpacks what was packed by %s, though it asks for none of it', async (encoding, pack) => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding, etag: '"1"' }).end(pack(BODY));
    const { cache, file } = fetchFresh();
    expect(readFileSync(await file()).equals(BODY)).toBe(true);
    expect(requests[0].headers['accept-encoding']).toBe('identity');
    expect(left(cache)).toEqual([]);
  });

  it('breaks off a body that stalls, and goes on from there', async () => {
    answer = (request, response, count) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const range = start > 0 && { 'content-range': `bytes ${start}-${BODY.length - 1}/${BODY.length}` };
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': BODY.length - start,
        etag: '"1"',
        ...range,
      });
      if (count === 1) response.write(BODY.subarray(0, 20_000));
      else response.end(BODY.subarray(start));
    };
    const { file } = fetchFresh('slow.pth', 300);
    expect(readFileSync(await file()).equals(BODY)).toBe(true);
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=20000-']);
  });

  it('breaks off a body that drips', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expect(fetchFresh('drip.pth', 200).file()).rejects.toThrow(
      /was interrupted 5 times \(the connection stalled: \d+ bytes arrived in 0\.2 s\)\. Run the command again/,
    );
  }, 30_000);

  it('gives up a server that does not answer', async () => {
    answer = () => {};
    await expect(fetchFresh('silent.pth', 200).file()).rejects.toThrow(
      /nothing was received in 5 tries \(no response within 0\.2 s\)/,
    );
  }, 30_000);
});

describe('a piece that is not the one asked for', () => {
  it.each<[string, Record<string, string>]>([
    ['begins elsewhere', { 'content-range': 'bytes 5-49999/50000' }],
    ['ends before the end', { 'content-range': 'bytes 20000-30000/50000' }],
    ['has no range', {}],
    ['has a range that is none', { 'content-range': 'all of it' }],
    ['is of another version', { 'content-range': 'bytes 20000-49999/50000', etag: '"2"' }],
    ['is compressed', { 'content-range': 'bytes 20000-49999/50000', 'content-encoding': 'gzip' }],
    ['has another length', { 'content-range': 'bytes 20000-49999/50000', 'content-length': '7' }],
  ])('is not added: %s', async (_case, headers) => {
    answer = (request, response, count) => {
      if (count === 1) {
        response.writeHead(200, { 'content-length': BODY.length, etag: '"1"' });
        response.write(BODY.subarray(0, 20_000), () => setTimeout(() => response.destroy(), 30));
      } else if (request.headers.range !== undefined) response.writeHead(206, headers).end('another range');
      else response.end(BODY);
    };
    const { cache, file } = fetchFresh('piece.pth');
    expect(readFileSync(await file()).equals(BODY)).toBe(true);
    expect(requests).toHaveLength(3);
    expect(left(cache)).toEqual([]);
  });
});

describe('a server that refuses', () => {
  it.each([
    [401, {}, /it requires a login\. Set HF_TOKEN/],
    [403, {}, /denied\. Accept the terms/],
    [404, {}, /no such file\. Check the name and the revision/],
    [407, {}, /the proxy requires a login/],
    [418, {}, /status 418/],
    [429, { 'retry-after': '3600' }, /too many requests \(status 429\)\. Retry in 60 minutes/],
    [503, { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }, /Retry in 10 minutes/],
  ])('says what to do: %i', async (status, headers, message) => {
    answer = (_request, response) => response.writeHead(status, headers).end('text of the server');
    await expect(fetchFresh().file()).rejects.toThrow(message);
    expect(requests).toHaveLength(1);
  });

  it('is asked again when it says so', async () => {
    const times: number[] = [];
    answer = (_request, response, count) => {
      times.push(performance.now());
      if (count === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.end(BODY);
    };
    expect(readFileSync(await fetchFresh().file()).equals(BODY)).toBe(true);
    expect(times[1] - times[0]).toBeGreaterThan(900);
  });
});

describe('names and links', () => {
  it.each([
    ['too long for a file', `${'n'.repeat(300)}.pth`, /-n{116}\.pth$/],
    ['written wrongly', 'a%E0%A4%A.pth', /-a_E0_A4_A\.pth$/],
    ['of another alphabet', `${encodeURIComponent('../../é 猫')}.pth`, /\/[0-9a-f]{12}-[\w.]+\.pth$/],
  ])('takes a name that is %s', async (_case, name, expected) => {
    answer = (_request, response) => response.end(BODY);
    const { file } = fetchFresh(name);
    expect(await file()).toMatch(expected);
  });

  it.each(['part', 'etag'])('does not follow a link that was put there as .%s', async (ending) => {
    answer = (_request, response) => response.writeHead(200, { etag: '"1"' }).end(BODY);
    const { cache, file } = fetchFresh('planted.pth');
    const target = await file();
    const victim = join(folder, `victim-${ending}`);
    writeFileSync(victim, 'precious');
    const again = join(folder, `again-${ending}`);
    mkdirSync(again);
    symlinkSync(victim, join(again, `${target.slice(cache.length + 1)}.${ending}`));
    const path = await fetchCheckpoint(`${base}/planted.pth`, { folder: again });
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readdirSync(again)).toHaveLength(1);
  });

  it('says where it cannot write', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expect(fetchCheckpoint(`${base}/a.pth`, { folder: join(file, 'below') })).rejects.toThrow(
      /cannot be written: .*ALIGNDET_CACHE to choose another folder/,
    );
  });
});
