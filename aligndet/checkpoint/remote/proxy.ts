/**
 * @module Selects the proxy of a request: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, as in curl and pip.
 */
import { CheckpointError } from '../../core/index.js';
import { shownSource } from './shown-url.js';

/** @throws {CheckpointError} for a value that is not an HTTP proxy. */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv = process.env): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = variable(environment, name) ?? variable(environment, 'all_proxy');
  if (value === undefined || isExcepted(url, variable(environment, 'no_proxy') ?? '')) return undefined;
  const written = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(written) ? new URL(written) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw new CheckpointError(
    `${name.toUpperCase()} is ${shownSource(value)}, which is not an HTTP proxy: write http://host:port, with user:password@ before the host if it requires a login.`,
  );
}

/** Lower case takes precedence, as in curl. An empty value disables it. */
function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  return (environment[name] ?? environment[name.toUpperCase()])?.trim() || undefined;
}

/** `host`, `.host` and `*.host` match the host and its subdomains; `host:port` one port of it; `*` everything. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', expectedPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (expectedPort !== undefined && expectedPort !== ownPort && !name.includes(':')) return false;
      const suffix = name.replace(/^\*?\./, '');
      return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`) || host === entry);
    });
}

/** Credentials for the proxy. */
export function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}
