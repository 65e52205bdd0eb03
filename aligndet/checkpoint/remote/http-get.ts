/**
 * @module One GET request, through a proxy if configured, with a deadline for the response. Redirects are not followed.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { CheckpointError } from '../../core/index.js';
import { proxyFor, proxyLogin } from './proxy.js';
import { shownUrl } from './shown-url.js';

export type Headers = Readonly<Record<string, string>>;

/** @returns as soon as the headers of the response arrive. @throws {CheckpointError} if a proxy refuses. */
export async function httpGet(url: URL, headers: Headers, deadlineMs: number): Promise<IncomingMessage> {
  const proxy = proxyFor(url);
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    if (proxy === undefined)
      return await answerOf(clientOf(url).request(url, { headers, ...ONCE }), deadline);
    if (url.protocol === 'http:') return await answerOf(forwarded(url, proxy, headers), deadline);
    const socket = await tunnel(url, proxy, deadline);
    const createConnection = () => tls.connect({ socket, host: url.hostname, servername: nameFor(url) });
    return await answerOf(https.request(url, { headers, createConnection }), deadline);
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    const reason = deadline.aborted ? `no response within ${deadlineMs / 1000} s` : (cause as Error).message;
    throw new Error(proxy === undefined ? reason : `${reason}, through the proxy ${shownUrl(proxy)}`, {
      cause,
    });
  }
}

/** Connections are not kept alive: one file is fetched per host. */
const ONCE = { agent: false };

const clientOf = ({ protocol }: URL) => ({ request: protocol === 'https:' ? https.request : http.request });

/** Certificate names are not IP addresses. */
function nameFor({ hostname }: URL): string | undefined {
  return /^[\d.]+$|^\[/.test(hostname) ? undefined : hostname;
}

/** A plain HTTP request is sent to the proxy with the full URL. */
function forwarded(url: URL, proxy: URL, headers: Headers) {
  const path = `${url.origin}${url.pathname}${url.search}`;
  const all = { ...headers, ...proxyLogin(proxy), host: url.host };
  return clientOf(proxy).request({ ...proxyAddress(proxy), path, headers: all, ...ONCE });
}

/** A tunnel to the host, which the proxy forwards without inspection. */
async function tunnel(url: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const host = `${url.hostname}:${url.port || 443}`;
  const request = clientOf(proxy).request({
    ...proxyAddress(proxy),
    method: 'CONNECT',
    path: host,
    headers: { host, ...proxyLogin(proxy) },
    ...ONCE,
  });
  return new Promise((resolve, reject) => {
    const abort = () => request.destroy(new Error('the proxy did not respond'));
    signal.addEventListener('abort', abort);
    request.once('error', reject);
    request.once('connect', ({ statusCode = 0 }, socket) => {
      signal.removeEventListener('abort', abort);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(proxyRefused(url, proxy, statusCode));
    });
    request.end();
  });
}

function proxyAddress({ protocol, hostname, port }: URL) {
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
  };
}

function proxyRefused(url: URL, proxy: URL, status: number): CheckpointError {
  const remedy =
    status === 407
      ? 'it requires a login: write user:password@ before the host in HTTPS_PROXY'
      : `it responds with status ${status}. Does it allow requests to ${url.hostname}? NO_PROXY lists hosts that need no proxy`;
  return new CheckpointError(`${shownUrl(url)}: the proxy ${shownUrl(proxy)} refuses: ${remedy}.`);
}

function answerOf(request: http.ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const abort = () => request.destroy(new Error('the server did not respond'));
    signal.addEventListener('abort', abort);
    request.once('error', reject);
    request.once('response', (response) => {
      signal.removeEventListener('abort', abort);
      resolve(response);
    });
    request.end();
  });
}
