import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointSource, fetchCheckpoint } from '../../../aligndet/checkpoint/index.js';
import { restoreVariables, stubVariable } from '../../support/variables.js';

const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
const SHA256 = createHash('sha256').update(BODY).digest('hex');

/**
 * Serves {@link BODY}. Under `/flaky` the first two connections break off in the middle; `/changing` breaks off once
 * and is another file then; `/whole` breaks off once and knows no ranges; `/moved` and `/owner/...` lead elsewhere.
 */
function serve(requests: string[]) {
  const breaks = new Map([
    ['/flaky.pth', 2],
    ['/changing.pth', 1],
    ['/whole.pth', 1],
  ]);
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = request.url as string;
    requests.push(`${url} ${request.headers.range ?? 'whole'}`);
    if (url === '/absent.pth') return response.writeHead(404).end();
    if (url === '/login.pth') return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    if (url === '/moved.pth' || url.startsWith('/owner/')) {
      return response.writeHead(302, { location: '/a.pth' }).end();
    }
    const left = breaks.get(url) ?? 0;
    const etag = url === '/changing.pth' && left > 0 ? '"old"' : '"new"';
    const isRest = request.headers['if-range'] === etag && url !== '/whole.pth';
    const start = isRest ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': BODY.length - start,
      etag,
      ...(start > 0 && { 'content-range': `bytes ${start}-${BODY.length - 1}/${BODY.length}` }),
    });
    if (left === 0) return response.end(BODY.subarray(start));
    breaks.set(url, left - 1);
    const piece = etag === '"old"' ? Buffer.alloc(100_000, 1) : BODY.subarray(start, start + 100_000);
    return response.write(piece, () => setTimeout(() => response.destroy(), 50));
  });
}

describe('fetchCheckpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fetch-'));
  const requests: string[] = [];
  const server = serve(requests);
  let base: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests.length = 0;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('downloads once, and then takes what is there', async () => {
    const path = await fetchCheckpoint(`${base}/a.pth`, { folder });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(await fetchCheckpoint(`${base}/a.pth`, { folder, isOffline: true })).toBe(path);
    expect(requests).toEqual(['/a.pth whole']);
  });

  it('downloads once for several at a time', async () => {
    const paths = await Promise.all([1, 2, 3].map(() => fetchCheckpoint(`${base}/b.pth`, { folder })));
    expect(new Set(paths).size).toBe(1);
    expect(requests).toEqual(['/b.pth whole']);
  });

  it('goes on where the connection broke', async () => {
    const path = await fetchCheckpoint(`${base}/flaky.pth#sha256=${SHA256}`, { folder });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(requests).toHaveLength(3);
    expect(requests[2]).toMatch(/bytes=\d+-/);
    expect(readdirSync(folder).filter((name) => /\.(part|etag|lock)$/.test(name))).toEqual([]);
  });

  it.each([
    ['the file on the server has changed', 'changing'],
    ['the server sends whole files only', 'whole'],
  ])('begins anew when %s', async (_case, name) => {
    const path = await fetchCheckpoint(`${base}/${name}.pth`, { folder });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('follows redirects', async () => {
    const path = await fetchCheckpoint(`${base}/moved.pth`, { folder });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(path).toMatch(/-moved\.pth$/);
  });

  it('fetches from a mirror of Hugging Face', async () => {
    stubVariable('HF_ENDPOINT', base);
    const path = await fetchCheckpoint('hf://owner/repo/sub/model.safetensors@v1', { folder });
    restoreVariables();
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(requests[0]).toBe('/owner/repo/resolve/v1/sub/model.safetensors whole');
  });

  it('refuses a file with another checksum and keeps nothing of it', async () => {
    await expect(fetchCheckpoint(`${base}/resnet-00000000.pth`, { folder })).rejects.toThrow(
      /has the SHA-256 .* but 00000000 was expected: it was corrupted or replaced/,
    );
    expect(readdirSync(folder).some((name) => name.includes('resnet'))).toBe(false);
  });

  it('checks the digits that a name ends in', async () => {
    const path = await fetchCheckpoint(`${base}/resnet-${SHA256.slice(0, 8)}.pth`, { folder });
    expect(path).toContain('resnet-');
  });

  it('says what the server says', async () => {
    await expect(fetchCheckpoint(`${base}/absent.pth`, { folder })).rejects.toThrow('no such file');
  });

  it('takes no web page for a checkpoint', async () => {
    await expect(fetchCheckpoint(`${base}/login.pth`, { folder })).rejects.toThrow('sent a web page');
  });

  it('says that nothing came when there is no server', async () => {
    await expect(fetchCheckpoint('http://127.0.0.1:47999/a.pth', { folder })).rejects.toThrow(
      /nothing was received in 5 tries \(.*\); is this machine online\?/,
    );
  }, 20_000);

  it('says what to do while offline', async () => {
    await expect(fetchCheckpoint(`${base}/new.pth`, { folder, isOffline: true })).rejects.toThrow(
      /is not in the cache .* Put the file there, or allow downloads/,
    );
    expect(requests).toEqual([]);
  });

  it('leaves paths as they are', async () => {
    expect(await fetchCheckpoint('work_dirs/latest.pth', { folder })).toBe('work_dirs/latest.pth');
    expect(await fetchCheckpoint('file:///tmp/a%20b.pth', { folder })).toBe('/tmp/a b.pth');
  });
});

describe('checkpointSource', () => {
  it.each([
    ['torchvision://resnet50', 'https://download.pytorch.org/models/resnet50-0676ba61.pth'],
    [
      'hf://owner/repo/sub/model.safetensors',
      'https://huggingface.co/owner/repo/resolve/main/sub/model.safetensors',
    ],
    ['hf://owner/repo/model.pth@v1', 'https://huggingface.co/owner/repo/resolve/v1/model.pth'],
    [
      'hf://spaces/limingcv/AlignDet/a/b.pth',
      'https://huggingface.co/spaces/limingcv/AlignDet/resolve/main/a/b.pth',
    ],
  ])('%s', (text, expected) => {
    const source = checkpointSource(text, {});
    expect(source.kind === 'url' && source.url.href).toBe(expected);
  });

  it.each([
    ['s3://bucket/key', /the scheme "s3:\/\/"/],
    ['torchvision://resnet51', /Did you mean resnet50/],
    ['hf://owner/repo', /expected hf:\/\/owner\/repository\/file/],
    ['hf://owner/repo/../x', /expected hf:\/\/owner\/repository\/file/],
    ['https://host/a.pth#md5=1', /to be followed by sha256=/],
    ['file://other-host/a.pth', /is not a file of this machine/],
  ])('refuses %s', (text, message) => {
    expect(() => checkpointSource(text, {})).toThrow(message);
  });
});
