/** @module HTTP servers on this machine, for tests of downloads. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';

const started: Server[] = [];

/** @returns `http://127.0.0.1:port`, and the server, closed after the tests of the file. */
export async function startServer(listener: RequestListener): Promise<{ base: string; server: Server }> {
  const server = createServer(listener);
  started.push(server);
  return { base: `http://${await listen(server)}`, server };
}

/** @returns `127.0.0.1:port`. */
export async function listen(server: NetServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function stopServers(): void {
  for (const server of started.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}
