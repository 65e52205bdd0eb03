/** @module A GET request that follows redirects, and sends credentials and tokens only to their own host. */
import type { IncomingMessage } from 'node:http';
import { CheckpointError } from '../../core/index.js';
import { type Headers, httpGet } from './http-get.js';
import { shownUrl } from './shown-url.js';
import { HUGGING_FACE } from './sources.js';

const MAX_REDIRECTS = 10;
const REDIRECTS = [301, 302, 303, 307, 308];

/** @throws {CheckpointError} for invalid redirects. */
export async function request(source: URL, headers: Headers, deadlineMs: number): Promise<IncomingMessage> {
  let url = source;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const login = url.origin === source.origin ? loginFor(source) : loginIn(url);
    const response = await httpGet(withoutLogin(url), { ...headers, ...login }, deadlineMs);
    const { location } = response.headers;
    if (!REDIRECTS.includes(response.statusCode ?? 0)) return response;
    response.destroy();
    if (location === undefined || !URL.canParse(location, url.href)) {
      throw new CheckpointError(`${shownUrl(source)}: the server redirects without a location.`);
    }
    const next = new URL(location, url);
    if (!/^https?:$/.test(next.protocol)) {
      throw new CheckpointError(
        `${shownUrl(source)}: the server redirects to ${next.protocol}, which is not HTTP.`,
      );
    }
    url = next;
  }
  throw new CheckpointError(`${shownUrl(source)}: the server redirects more than ${MAX_REDIRECTS} times.`);
}

/** Credentials in the URL, else `HF_TOKEN` for Hugging Face, or the mirror in `HF_ENDPOINT`. */
function loginFor(url: URL): Headers {
  const token = process.env.HF_TOKEN?.trim();
  if (url.username !== '' || url.password !== '' || !token || url.origin !== huggingFaceOrigin())
    return loginIn(url);
  if (/[^\x21-\x7e]/.test(token))
    throw new CheckpointError('HF_TOKEN has characters that no token contains. Copy the token again.');
  return { authorization: `Bearer ${token}` };
}

function loginIn({ username, password }: URL): Headers {
  if (username === '' && password === '') return {};
  const login = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { authorization: `Basic ${login}` };
}

function huggingFaceOrigin(): string {
  const endpoint = process.env.HF_ENDPOINT || HUGGING_FACE;
  return URL.canParse(endpoint) ? new URL(endpoint).origin : HUGGING_FACE;
}

function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

/** A name before it was URL-encoded; unchanged if the encoding is invalid. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
