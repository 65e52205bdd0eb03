/** `aligndet/checkpoint` in a browser: the real thing, headless, against a server on this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readCheckpointFile, writeCheckpoint } from '../../aligndet/checkpoint/portable.js';

const FIXTURE = 'test/fixtures/goldens/models/retinanet_r18_nogt/weights.pth';

const BROWSERS = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const browser = BROWSERS.find((path): path is string => path !== undefined && existsSync(path));
const why =
  browser === undefined ? ' (skipped: no Chromium; apt-get install chromium, or set CHROME_PATH)' : '';

/** What the page does: reads each way, and posts what it saw. */
const PAGE = `
import { openCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';

const sum = ({ data }) => data.reduce((total, value) => total + Number(value), 0);
const text = (dict) => JSON.stringify([...dict], (_key, item) => (typeof item === 'bigint' ? String(item) : item));
async function report() {
  const blob = await (await fetch('./weights.pth')).blob();
  let fetched = 0;
  const counted = (part) => ({
    size: part.size,
    slice: (start, end) => counted(part.slice(start, end)),
    arrayBuffer: () => ((fetched += part.size), part.arrayBuffer()),
  });
  const { stateDict, format } = await readCheckpoint(blob);
  const opened = await openCheckpoint(counted(blob));
  const fromBytes = await readCheckpoint(await blob.arrayBuffer());
  const large = await openCheckpoint(counted(new Blob([await (await fetch('./large.pth')).blob()])));
  const before = fetched;
  const last = await large.stateDict.get('last').read();
  const written = await readCheckpoint(writeCheckpoint({ state_dict: Object.fromEntries(stateDict) }));
  const packed = await readCheckpoint(await (await fetch('./deflated.pth')).blob());
  const refused = await readCheckpoint(new Blob(['<html>'])).catch((error) => error.name + ': ' + error.message);
  return {
    node: typeof process,
    format,
    sums: [...stateDict].map(([name, tensor]) => [name, sum(tensor)]),
    sameFromBytes: text(fromBytes.stateDict) === text(stateDict),
    sameWritten: text(written.stateDict) === text(stateDict),
    names: [...opened.stateDict.keys()],
    last: [...last.data],
    fetched: fetched - before,
    large: large.size,
    packed: [...packed.stateDict.get('weight').data],
    refused,
  };
}
report()
  .catch((error) => ({ error: String(error.stack) }))
  .then((seen) => fetch('./seen', { method: 'POST', body: JSON.stringify(seen) }));
`;

interface Seen {
  readonly error?: string;
  readonly [key: string]: unknown;
}

(browser === undefined ? describe.skip : describe)(`aligndet/checkpoint in a browser${why}`, () => {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  let server: Server;
  let chromium: ChildProcess | undefined;
  let seen: Seen;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: ['aligndet/public/checkpoint.ts'],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
    });
    const zeros = { dtype: 'float32', shape: [2 ** 22], data: new Float32Array(2 ** 22) } as const;
    const last = { dtype: 'float32', shape: [3], data: Float32Array.of(7, 8, 9) } as const;
    const large = writeCheckpoint({ state_dict: { zeros, last } });
    const files = new Map<string, [type: string, body: string | Uint8Array]>([
      ['/', ['text/html', '<!doctype html><script type="module" src="./page.js"></script>']],
      ['/page.js', ['text/javascript', PAGE]],
      ['/checkpoint.js', ['text/javascript', outputFiles[0].contents]],
      ['/weights.pth', ['application/octet-stream', readFileSync(FIXTURE)]],
      ['/large.pth', ['application/octet-stream', new Uint8Array(await large.arrayBuffer())]],
      ['/deflated.pth', ['application/octet-stream', await deflated()]],
    ]);
    seen = await new Promise<Seen>((resolve, reject) => {
      server = createServer((request, response) => {
        const file = files.get(request.url ?? '');
        if (request.method === 'POST') {
          const chunks: Buffer[] = [];
          request.on('data', (chunk: Buffer) => chunks.push(chunk));
          request.on('end', () => {
            response.end();
            resolve(JSON.parse(Buffer.concat(chunks).toString()) as Seen);
          });
          return;
        }
        response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.[0] ?? 'text/plain' });
        response.end(file?.[1]);
      });
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
        chromium = spawn(browser as string, [...flags, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
        chromium.on('error', reject);
        chromium.on('exit', (code) =>
          reject(new Error(`The browser ended with ${code} before the page reported.`)),
        );
      });
    });
  }, 120_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => chromium?.once('exit', resolve) ?? resolve(undefined));
    chromium?.kill();
    await ended;
    server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }, 30_000);

  it('reads the tensors that Node reads', async () => {
    expect(seen.error).toBeUndefined();
    expect(seen.node).toBe('undefined');
    expect(seen.format).toBe('zip');
    const { stateDict } = await readCheckpointFile(FIXTURE);
    const sums = [...stateDict].map(([name, { data }]) => [
      name,
      [...(data as Float32Array)].reduce((total: number, value) => total + Number(value), 0),
    ]);
    expect(seen.sums).toEqual(sums);
    expect(seen.names).toEqual([...stateDict.keys()]);
  });

  it('reads bytes as it reads Blobs, and its own files', () => {
    expect([seen.sameFromBytes, seen.sameWritten]).toEqual([true, true]);
  });

  it('loads of a large Blob the parts it needs', () => {
    expect(seen.last).toEqual([7, 8, 9]);
    expect(seen.large).toBeGreaterThan(2 ** 24);
    expect(seen.fetched).toBeLessThan(2 ** 20);
  });

  it('unpacks deflated records without Node', () => {
    expect(seen.packed).toEqual([1, 2, 3]);
  });

  it('refuses what is no checkpoint, with the same words', () => {
    expect(seen.refused).toBe(
      'CheckpointError: checkpoint: is not a checkpoint but a web page, such as a login page: download the file itself from the link on the page.',
    );
  });
});

/** A checkpoint whose records were packed by a zip program. */
async function deflated(): Promise<Uint8Array> {
  const { unzipSync, zipSync } = await import('fflate');
  const weight = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) } as const;
  const file = writeCheckpoint({ state_dict: { weight } });
  return zipSync(unzipSync(new Uint8Array(await file.arrayBuffer())), { level: 9 });
}
