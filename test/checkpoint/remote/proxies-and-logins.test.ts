import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fetchCheckpoint } from '../../../aligndet/checkpoint/index.js';
import { proxyFor } from '../../../aligndet/checkpoint/remote/proxy.js';
import { temporaryFolder } from '../../support/coco.js';
import { listen, startServer, stopServers } from '../../support/servers.js';
import { restoreVariables, stubVariable } from '../../support/variables.js';

const BODY = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
const folder = temporaryFolder();
afterAll(stopServers);
beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'hf_token', 'hf_endpoint']) {
    stubVariable(name, undefined);
    stubVariable(name.toUpperCase(), undefined);
  }
});
afterEach(() => restoreVariables());

let count = 0;
const fresh = () => join(folder, String(++count));

/** A server that keeps what it was asked for. */
async function recording(answer: (request: IncomingMessage) => [number, Record<string, string>?, Buffer?]) {
  const requests: IncomingMessage[] = [];
  const { base, server } = await startServer((request, response) => {
    requests.push(request);
    const [status, headers = {}, body = BODY] = answer(request);
    response.writeHead(status, headers).end(body);
  });
  return { base, server, requests };
}

describe('log-ins', () => {
  it('shows HF_TOKEN to its own host only', async () => {
    const elsewhere = await recording(() => [200]);
    const hub = await recording(() => [302, { location: `${elsewhere.base}/blob` }]);
    stubVariable('HF_ENDPOINT', hub.base);
    stubVariable('HF_TOKEN', ' hf_secret\n');
    await fetchCheckpoint('hf://owner/repo/a.pth', { folder: fresh() });
    expect(hub.requests[0].headers.authorization).toBe('Bearer hf_secret');
    expect(elsewhere.requests[0].headers.authorization).toBeUndefined();
    await fetchCheckpoint(`${elsewhere.base}/a.pth`, { folder: fresh() });
    expect(elsewhere.requests[1].headers.authorization).toBeUndefined();
  });

  it('sends user and password of a URL, to that host only, and tells nobody', async () => {
    const elsewhere = await recording(() => [403]);
    const own = await recording(() => [302, { location: `${elsewhere.base}/blob` }]);
    const titles: string[] = [];
    const progress = {
      start(title: string) {
        titles.push(title);
        return { update() {}, finish() {} };
      },
    };
    const url = `${own.base.replace('//', '//me:s%40cret@')}/a.pth?token=abcdef&x=1`;
    const error = await fetchCheckpoint(url, { folder: fresh(), progress }).catch((cause: Error) => cause);
    expect(own.requests[0].headers.authorization).toBe(
      `Basic ${Buffer.from('me:s@cret').toString('base64')}`,
    );
    expect(own.requests[0].url).toBe('/a.pth?token=abcdef&x=1');
    expect(elsewhere.requests[0].headers.authorization).toBeUndefined();
    expect((error as Error).message).toMatch(
      /127\.0\.0\.1:\d+\/a\.pth\?token=\.\.\.&x=\.\.\.: cannot be downloaded: access is denied/,
    );
    const offline = await fetchCheckpoint(url, { folder: fresh(), isOffline: true }).catch(
      (cause: Error) => cause,
    );
    for (const text of [...titles, String(error), String(offline)])
      expect(text).not.toMatch(/s%40cret|s@cret|abcdef/);
  });
});

describe('proxyFor', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['https://a.b/c', {}, undefined],
    ['https://a.b/c', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.b/c', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://a.b/c', { HTTP_PROXY: 'p:1' }, 'http://p:1/'],
    ['http://a.b/c', { ALL_PROXY: 'https://p:1' }, 'https://p:1/'],
    ['https://a.b/c', { HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, 'http://q:2/'],
    ['https://a.b/c', { HTTPS_PROXY: 'http://p:1', https_proxy: '' }, undefined],
    ['https://a.b/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, a.b' }, undefined],
    ['https://sub.a.b/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.a.b' }, undefined],
    ['https://sub.a.b/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.a.b' }, undefined],
    ['https://suba.b/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b' }, 'http://p:1/'],
    ['https://a.b/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b:8443' }, 'http://p:1/'],
    ['https://a.b:8443/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b:8443' }, undefined],
    ['https://[::1]/c', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '::1' }, undefined],
    ['https://A.B/c', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
  ])('%s with %j', (url, environment, expected) => {
    expect(proxyFor(new URL(url), environment)?.href).toBe(expected);
  });

  it.each(['socks5://me:secret@p:1', 'http://', 'not a host'])('refuses %s', (value) => {
    const call = () => proxyFor(new URL('https://a.b'), { HTTPS_PROXY: value });
    expect(call).toThrow(/HTTPS_PROXY is .*, which is not an HTTP proxy: write http:\/\/host:port/);
    expect(call).not.toThrow(/secret/);
  });
});

describe('a proxy', () => {
  it('is asked for the whole URL of a plain request', async () => {
    const proxy = await recording(() => [200]);
    stubVariable('HTTP_PROXY', proxy.base.replace('//', '//me:pass@'));
    const path = await fetchCheckpoint('http://weights.invalid/a.pth?x=1', { folder: fresh() });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    const [{ url, headers }] = proxy.requests;
    expect([url, headers.host]).toEqual(['http://weights.invalid/a.pth?x=1', 'weights.invalid']);
    expect(headers['proxy-authorization']).toBe(`Basic ${Buffer.from('me:pass').toString('base64')}`);
    expect(headers.authorization).toBeUndefined();
  });

  it.each([
    [407, /the proxy http:\/\/\.\.\.@127\.0\.0\.1:\d+\/ refuses: it requires a login/],
    [403, /refuses: it responds with status 403\. Does it allow requests to weights\.invalid\?/],
  ])('that refuses (%i) is named, without its password', async (status, message) => {
    const proxy = await recording(() => [200]);
    proxy.server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    stubVariable('HTTPS_PROXY', proxy.base.replace('//', '//me:pass@'));
    const call = fetchCheckpoint('https://weights.invalid/a.pth', { folder: fresh() });
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.not.toThrow(/me:pass/);
  });

  it('that is not there is named', async () => {
    stubVariable('HTTPS_PROXY', 'http://127.0.0.1:1');
    await expect(fetchCheckpoint('https://weights.invalid/a.pth', { folder: fresh() })).rejects.toThrow(
      /nothing was received in 5 tries \(.*ECONNREFUSED.*, through the proxy http:\/\/127\.0\.0\.1:1\//,
    );
  }, 20_000);

  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const words = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
  ];
  const hasCertificate = spawnSync('openssl', words).status === 0;

  (hasCertificate ? it : it.skip)('passes secure connections on without looking into them', async () => {
    const secure = createTlsServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (_request, response) => response.end(BODY),
    );
    const address = await listen(secure);
    const asked: string[] = [];
    const proxy = await recording(() => [500]);
    proxy.server.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? '');
      const onward = connect(Number(address.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
    });
    stubVariable('HTTPS_PROXY', proxy.base);
    const source = 'https://weights.invalid/a.pth';
    await expect(fetchCheckpoint(source, { folder: fresh() })).rejects.toThrow(
      /the certificate of the server is not trusted \(.*\)\. If a proxy of your network issues it, set NODE_EXTRA_CA_CERTS to the path of its certificate/,
    );
    stubVariable('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const path = await fetchCheckpoint(source, { folder: fresh() });
    expect(readFileSync(path).equals(BODY)).toBe(true);
    expect(asked).toEqual(['weights.invalid:443', 'weights.invalid:443']);
    secure.closeAllConnections();
    secure.close();
  });
});
