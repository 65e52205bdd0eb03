/** @module A server of JSON on this machine that answers as a test says and remembers what it was asked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startServer } from './servers.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Parsed JSON; `undefined` without a body. */
  readonly body: unknown;
}

export interface LocalServer {
  readonly uri: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** @param answer gives the status and the JSON of an answer; nothing leaves the request open. */
export async function localServer(
  answer: (asked: Asked) => readonly [status: number, body: unknown] | undefined,
): Promise<LocalServer> {
  const asked: Asked[] = [];
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const entry: Asked = {
      method: request.method as string,
      path: request.url as string,
      authorization: request.headers.authorization,
      body: text === '' ? undefined : JSON.parse(text),
    };
    asked.push(entry);
    const answered = answer(entry);
    if (answered === undefined) return;
    response.writeHead(answered[0], { 'content-type': 'application/json' });
    response.end(JSON.stringify(answered[1]));
  }
  const { base: uri, server } = await startServer((request, response) => void handle(request, response));
  return {
    uri,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
